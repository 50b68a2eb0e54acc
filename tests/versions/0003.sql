PRAGMA application_id=1919247215;
PRAGMA user_version=3;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE audit (
	org TEXT NOT NULL, 
	seq BIGINT NOT NULL, 
	run TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	path TEXT NOT NULL, 
	action TEXT NOT NULL, 
	mode TEXT NOT NULL, 
	cause TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	name TEXT, 
	git_commit TEXT NOT NULL, 
	hash TEXT NOT NULL, previous TEXT, approvers TEXT, 
	CONSTRAINT pk_audit PRIMARY KEY (org, seq)
)
 WITHOUT ROWID

;
INSERT INTO "audit" VALUES('encord/acme-vision',1,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','org','create','manual','requested','done',NULL,'{"manages":["members","teams"]}',NULL,'','f188a106cd9d71965c9fda880f5aa1efd99bc82a0596c935037d0168758b4d6a',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',2,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','member/ada@vision.example','create','direct','requested','done',NULL,'{"role":"internal_admin"}',NULL,'','be718608ca85a1f1028ba17317186750a558284fd50e7f8dbea863a1cb02bcc9',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',3,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','member/carl@vision.example','create','direct','requested','done',NULL,'{"role":"internal_member"}',NULL,'','dfddb5f0b61a8a869b1803f87c8ce7ebcd43ca51c2acc2536344a0ee44b2bde9',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',4,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','team/grosser%20b%C3%A4r','create','direct','requested','done',NULL,'{"manages":["members"]}','["Großer Bär"]','','2608acf0a8fd069c264e645b38513bac2a5e397b2ef038a5f41b9c73c8594f67',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',5,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','membership/grosser%20b%C3%A4r/carl@vision.example','create','direct','requested','done',NULL,'{"role":"member"}','["Großer Bär","carl@vision.example"]','','f7bf7282ddfc19a408615dbbf860ef62e76a6eb5d0919fa5258586b7183a3056',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',1,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','org','create','manual','requested','done',NULL,'{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,'','5d79298b07af7406c61a7686a5446e69de00911aff2caf432ad19879762852bb',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',2,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','member/ada@brainlab.example','create','invite','requested','done',NULL,'{"manages":["experience"],"role":"admin"}',NULL,'','8e4a76333b3c97b94fc8fa157448ee09e5ee3add1c79eecabf17474a81c1730f',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',3,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','member/alan@brainlab.example','create','invite','requested','done',NULL,'{"role":"member"}',NULL,'','2095e6fba0b005389e1b5f36035e96b8b78489a3c44646e608a5caae7d6b4312',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',4,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','member/bob@brainlab.example','create','invite','requested','done',NULL,'{"role":"dataset_manager"}',NULL,'','c816922b57e3b8d9bf38d78fe7da1385126f84e211e39d7fbdc1892d5e56a778',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',5,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','member/grace@brainlab.example','create','invite','requested','done',NULL,'{"role":"admin"}',NULL,'','6ddc1e76a4056a2671420e43c4b5aa4358dd3624b47e3e49489ac21f5219eac6',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',6,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','team/dense%20cells','create','direct','requested','done',NULL,'{"manages":["members"]}','["Dense Cells"]','','befb61c9019694d820f525e6723e2118a6544c6e404d02aaea6544708ca956b9',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',7,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','team/segmentation','create','direct','requested','done',NULL,'{"manages":["members"]}','["Segmentation"]','','c73c157aea4a85e0506d2968bab3979384a0f984c9926ae1cf4788826b5ba497',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',8,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','experience/ada@brainlab.example/nuclei','create','direct','requested','done',NULL,'{"level":5}',NULL,'','42da18f7d23fef5bb6f481e2fa13f2d9a28b50ff44e2db8b9ea3674658da67d3',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',9,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','membership/dense%20cells/alan@brainlab.example','create','direct','requested','done',NULL,'{"role":"team_manager"}','["Dense Cells","alan@brainlab.example"]','','d62edcd4ce1614b9dadf0641f273ad734aee01594fcefec496ead1171ae998a1',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',10,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','membership/dense%20cells/bob@brainlab.example','create','direct','requested','done',NULL,'{"role":"member"}','["Dense Cells","bob@brainlab.example"]','','85b7427d2597d404c0089431efe77ab35b7a9847b91a33ec232e68e5cea2ea40',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',11,'20261129T062406Z-aca23b66','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','membership/segmentation/alan@brainlab.example','create','direct','requested','done',NULL,'{"role":"member"}','["Segmentation","alan@brainlab.example"]','','3536a6d905864e056e6f2df56d84ff5ce8a9312c7f0504f67d40a2049b54ff21',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',12,'20261129T062408Z-95b1b943','b8f74ecd85fed750ccbe12b8c51db721dd1f9993092eb151c05e81263067e6f1','2026-11-29T06:24:08Z','ada@brainlab.example','membership/dense%20cells/bob@brainlab.example','delete','direct','requested','done','{"role":"member"}',NULL,'["Dense Cells","bob@brainlab.example"]','','32017825eb9a2f10e591ffa84d0beebd3f670e76fb41d319cfdc04a48a0d84c5',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',13,'20261129T062408Z-95b1b943','b8f74ecd85fed750ccbe12b8c51db721dd1f9993092eb151c05e81263067e6f1','2026-11-29T06:24:08Z','ada@brainlab.example','member/bob@brainlab.example','update','direct','requested','done','{"role":"dataset_manager"}','{"active":false,"role":"dataset_manager"}',NULL,'','6bdecf18d5ac4889d47a1362a32cb041b06427b1ac1bab41d1a1a9c9d12d37a2',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',14,'20261129T062408Z-95b1b943','b8f74ecd85fed750ccbe12b8c51db721dd1f9993092eb151c05e81263067e6f1','2026-11-29T06:24:08Z','ada@brainlab.example','experience/ada@brainlab.example/nuclei','update','direct','requested','done','{"level":5}','{"level":7}',NULL,'','8c08c0cb6f208e7b78e267c3675506f5bb73a0fe16bb98e61fed38ba3aa54688',NULL,NULL);
CREATE TABLE consumed_plan (
	org TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	run TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_consumed_plan PRIMARY KEY (org, "plan")
)
 WITHOUT ROWID

;
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','20261129T062406Z-aca23b66',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','20261129T062406Z-aca23b66',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','b8f74ecd85fed750ccbe12b8c51db721dd1f9993092eb151c05e81263067e6f1','20261129T062408Z-95b1b943',2);
CREATE TABLE org (
	org TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	digest TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	frontier TEXT NOT NULL, 
	CONSTRAINT pk_org PRIMARY KEY (org)
)
 WITHOUT ROWID

;
INSERT INTO "org" VALUES('encord/acme-vision',1,'c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4',5,'["56dc40e12f9c1df5f07a4dc4b2da383cf79e0c67dc6a2a0ab25dc4e4641e15fe","f7bf7282ddfc19a408615dbbf860ef62e76a6eb5d0919fa5258586b7183a3056"]');
INSERT INTO "org" VALUES('webknossos/brainlab',2,'c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6',14,'["272347810caed3b6b641a5e4e7309a2aaafa33eeafbc7dc65715102d477d6dae","3421c75e8c6c96d35d5611e3e44b621a2490fb493e2de1f97790cf68d35ceafb","81e0b56c4b13695e86b40a3777ca3f96a6b0a729836268ad6cd9a9c015ac38cc"]');
CREATE TABLE resource (
	org TEXT NOT NULL, 
	path TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	attrs TEXT NOT NULL, 
	name TEXT, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_resource PRIMARY KEY (org, path)
)
 WITHOUT ROWID

;
INSERT INTO "resource" VALUES('encord/acme-vision','member/ada@vision.example','member','{"role":"internal_admin"}',NULL,1);
INSERT INTO "resource" VALUES('encord/acme-vision','member/carl@vision.example','member','{"role":"internal_member"}',NULL,1);
INSERT INTO "resource" VALUES('encord/acme-vision','membership/grosser%20b%C3%A4r/carl@vision.example','membership','{"role":"member"}','["Großer Bär","carl@vision.example"]',1);
INSERT INTO "resource" VALUES('encord/acme-vision','org','org','{"manages":["members","teams"]}',NULL,1);
INSERT INTO "resource" VALUES('encord/acme-vision','team/grosser%20b%C3%A4r','team','{"manages":["members"]}','["Großer Bär"]',1);
INSERT INTO "resource" VALUES('webknossos/brainlab','experience/ada@brainlab.example/nuclei','experience','{"level":7}',NULL,2);
INSERT INTO "resource" VALUES('webknossos/brainlab','member/ada@brainlab.example','member','{"manages":["experience"],"role":"admin"}',NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','member/alan@brainlab.example','member','{"role":"member"}',NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','member/bob@brainlab.example','member','{"active":false,"role":"dataset_manager"}',NULL,2);
INSERT INTO "resource" VALUES('webknossos/brainlab','member/grace@brainlab.example','member','{"role":"admin"}',NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','membership/dense%20cells/alan@brainlab.example','membership','{"role":"team_manager"}','["Dense Cells","alan@brainlab.example"]',1);
INSERT INTO "resource" VALUES('webknossos/brainlab','membership/segmentation/alan@brainlab.example','membership','{"role":"member"}','["Segmentation","alan@brainlab.example"]',1);
INSERT INTO "resource" VALUES('webknossos/brainlab','org','org','{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','team/dense%20cells','team','{"manages":["members"]}','["Dense Cells"]',1);
INSERT INTO "resource" VALUES('webknossos/brainlab','team/segmentation','team','{"manages":["members"]}','["Segmentation"]',1);
CREATE TABLE run (
	org TEXT NOT NULL, 
	run TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	"plan" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	git_commit TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	root TEXT NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_run PRIMARY KEY (org, run)
)
 WITHOUT ROWID

;
INSERT INTO "run" VALUES('encord/acme-vision','20261129T062406Z-aca23b66',1,'18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4',5,'eba58143a8e45335d7b5552018f02cca1d9f02d68616a108d94dcc5e5b5a71b8','');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T062406Z-aca23b66',1,'18d84478ba43397a50e4c98f94d29cbe220903067b4a6d690dd776dc45270498','2026-11-29T06:24:06Z','ada@brainlab.example','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','887213776af9f529a9a2b2174dcb452b9137797bf3260eb10c62789eddd28d93',11,'b1189b8d13859cb6896b55caa428c753516cfe989eefa53f24bf596db8799039','');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T062408Z-95b1b943',2,'b8f74ecd85fed750ccbe12b8c51db721dd1f9993092eb151c05e81263067e6f1','2026-11-29T06:24:08Z','ada@brainlab.example','','done',2,'887213776af9f529a9a2b2174dcb452b9137797bf3260eb10c62789eddd28d93','c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6',14,'f6fb666eb3aefa6a9ef219ebdabecd84a17df2ca5c06372d0ac9590850917906','');
CREATE TABLE store_meta (
	one INTEGER NOT NULL, 
	lineage TEXT NOT NULL, 
	format BIGINT NOT NULL, 
	CONSTRAINT pk_store_meta PRIMARY KEY (one), 
	CONSTRAINT ck_store_meta_one CHECK (one = 1)
);
INSERT INTO "store_meta" VALUES(1,'9b8fc760-32ff-449c-b1d7-9d565058a34d',3);
CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_keeps_values BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE VIEW domain_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS domain, json_extract(attrs, '$.previously') AS previously, json_extract(attrs, '$.description') AS description, attrs, serial FROM resource WHERE kind = 'domain';
CREATE VIEW member_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS member, json_extract(attrs, '$.name') AS name, json_extract(attrs, '$.role') AS role, coalesce(json_extract(attrs, '$.active'), 1) AS active, json_extract(attrs, '$.replacement') AS replacement, json_extract(attrs, '$.allow_billable_activities') AS allow_billable_activities, json_extract(attrs, '$.project_access') AS project_access, json_extract(attrs, '$.app_access') AS app_access, json_extract(attrs, '$.previously') AS previously, json_extract(attrs, '$.starts') AS starts, json_extract(attrs, '$.expires') AS expires, attrs, serial FROM resource WHERE kind = 'member';
CREATE VIEW team_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS team, json_extract(attrs, '$.previously') AS previously, json_extract(attrs, '$.description') AS description, attrs, serial FROM resource WHERE kind = 'team';
CREATE VIEW task_type_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS task_type, json_extract(attrs, '$.previously') AS previously, json_extract(attrs, '$.description') AS description, json_extract(attrs, '$.team') AS team, json_extract(attrs, '$.requires') AS requires, attrs, serial FROM resource WHERE kind = 'task_type';
CREATE VIEW tag_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS tag, json_extract(attrs, '$.previously') AS previously, json_extract(attrs, '$.description') AS description, attrs, serial FROM resource WHERE kind = 'tag';
CREATE VIEW ontology_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS ontology, json_extract(attrs, '$.previously') AS previously, json_extract(attrs, '$.owner') AS owner, attrs, serial FROM resource WHERE kind = 'ontology';
CREATE VIEW dataset_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS dataset, json_extract(attrs, '$.previously') AS previously, json_extract(attrs, '$.owner') AS owner, attrs, serial FROM resource WHERE kind = 'dataset';
CREATE VIEW folder_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS folder, json_extract(attrs, '$.previously') AS previously, attrs, serial FROM resource WHERE kind = 'folder';
CREATE VIEW app_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS app, json_extract(attrs, '$.previously') AS previously, attrs, serial FROM resource WHERE kind = 'app';
CREATE VIEW project_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS project, json_extract(attrs, '$.description') AS description, json_extract(attrs, '$.owner') AS owner, json_extract(attrs, '$.team') AS team, json_extract(attrs, '$.requires') AS requires, json_extract(attrs, '$.paused') AS paused, json_extract(attrs, '$.ontology') AS ontology, json_extract(attrs, '$.bill_to') AS bill_to, json_extract(attrs, '$.previously') AS previously, attrs, serial FROM resource WHERE kind = 'project';
CREATE VIEW confirmation_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS entry, json_extract(attrs, '$.by') AS own_by, json_extract(attrs, '$.at') AS own_at, json_extract(attrs, '$.note') AS note, attrs, serial FROM resource WHERE kind = 'confirmation';
CREATE VIEW experience_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS member, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS domain, json_extract(attrs, '$.starts') AS starts, json_extract(attrs, '$.expires') AS expires, json_extract(attrs, '$.level') AS level, attrs, serial FROM resource WHERE kind = 'experience';
CREATE VIEW assignment_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS member, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS project, json_extract(attrs, '$.starts') AS starts, json_extract(attrs, '$.expires') AS expires, attrs, serial FROM resource WHERE kind = 'assignment';
CREATE VIEW invitation_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS member, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS number, json_extract(attrs, '$.token') AS token, json_extract(attrs, '$.name') AS name, json_extract(attrs, '$.sent') AS sent, json_extract(attrs, '$.expires') AS expires, json_extract(attrs, '$.accepted') AS accepted, attrs, serial FROM resource WHERE kind = 'invitation';
CREATE VIEW membership_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS team, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS member, json_extract(attrs, '$.starts') AS starts, json_extract(attrs, '$.expires') AS expires, json_extract(attrs, '$.role') AS role, attrs, serial FROM resource WHERE kind = 'membership';
CREATE VIEW project_grant_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS project, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS subject, json_extract(attrs, '$.starts') AS starts, json_extract(attrs, '$.expires') AS expires, json_extract(attrs, '$.level') AS level, attrs, serial FROM resource WHERE kind = 'project_grant';
CREATE VIEW dataset_grant_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS dataset, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS subject, json_extract(attrs, '$.starts') AS starts, json_extract(attrs, '$.expires') AS expires, json_extract(attrs, '$.level') AS level, attrs, serial FROM resource WHERE kind = 'dataset_grant';
CREATE VIEW ontology_grant_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS ontology, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS subject, json_extract(attrs, '$.starts') AS starts, json_extract(attrs, '$.expires') AS expires, json_extract(attrs, '$.level') AS level, attrs, serial FROM resource WHERE kind = 'ontology_grant';
CREATE VIEW folder_grant_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS folder, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS subject, json_extract(attrs, '$.starts') AS starts, json_extract(attrs, '$.expires') AS expires, json_extract(attrs, '$.level') AS level, attrs, serial FROM resource WHERE kind = 'folder_grant';
CREATE VIEW app_grant_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS app, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS subject, json_extract(attrs, '$.starts') AS starts, json_extract(attrs, '$.expires') AS expires, json_extract(attrs, '$.level') AS level, attrs, serial FROM resource WHERE kind = 'app_grant';
CREATE VIEW project_tag_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS project, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS tag, attrs, serial FROM resource WHERE kind = 'project_tag';
CREATE VIEW project_dataset_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS project, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS dataset, attrs, serial FROM resource WHERE kind = 'project_dataset';
CREATE VIEW restriction_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS project, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS restriction, json_extract(attrs, '$.to') AS own_to, attrs, serial FROM resource WHERE kind = 'restriction';
CREATE VIEW org_view AS SELECT o.org, json_extract(attrs, '$.name') AS name, json_extract(attrs, '$.type') AS type, json_extract(attrs, '$.owner') AS owner, json_extract(attrs, '$.timezone') AS timezone, json_extract(attrs, '$.plan') AS plan, r.attrs, o.serial, o.digest, o.size AS audit_entries FROM org AS o LEFT JOIN resource AS r ON r.org = o.org AND r.path = 'org';
COMMIT;
