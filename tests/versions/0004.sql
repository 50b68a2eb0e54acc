PRAGMA application_id=1919247215;
PRAGMA user_version=4;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
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
INSERT INTO "audit" VALUES('encord/acme-vision',1,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','org','create','manual','requested','done',NULL,'{"manages":["members","teams"]}',NULL,'','d499b0a31c14e3aee37bfc7765966b2e07549d0ba2cffee34218d0e09894ffaa',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',2,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','member/ada@vision.example','create','direct','requested','done',NULL,'{"role":"internal_admin"}',NULL,'','0f2c7f28794292e4aa2282b15fed29d63477a7bf8988542afd806bea8329aa7c',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',3,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','member/carl@vision.example','create','direct','requested','done',NULL,'{"role":"internal_member"}',NULL,'','7c20f43b4bf026f36de09464d2748102abf7de888b2ac1f2259a3fce011cd85f',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',4,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','team/grosser%20b%C3%A4r','create','direct','requested','done',NULL,'{"manages":["members"]}','["Großer Bär"]','','d43ad040519e6f5170e6a21329bc56ab5de377109fbeeafed7d58e342725ae0c',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',5,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','membership/grosser%20b%C3%A4r/carl@vision.example','create','direct','requested','done',NULL,'{"role":"member"}','["Großer Bär","carl@vision.example"]','','55fc360eb75072efe00af021233283f388a90b016de8ee8b2c5d0d511ec1386a',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',1,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','org','create','manual','requested','done',NULL,'{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,'','7923e5e469b6108eab081d7f422b4fe4a03a39fd28bd6d3bf9b4b7c25af63d08',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',2,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','member/ada@brainlab.example','create','invite','requested','done',NULL,'{"manages":["experience"],"role":"admin"}',NULL,'','2841ed71458803eca7abe554410c8b5297a3d06a4865ce6a22ff7493ce9e0eaf',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',3,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','member/alan@brainlab.example','create','invite','requested','done',NULL,'{"role":"member"}',NULL,'','b575f519688c0952cfb1499d52d0e4d98a705eb9989807f481b6f44cc705a40a',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',4,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','member/bob@brainlab.example','create','invite','requested','done',NULL,'{"role":"dataset_manager"}',NULL,'','57cfdc73a52286d26988a3aa1cb9b65b9fa867850c89b436c998ed571015d379',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',5,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','member/grace@brainlab.example','create','invite','requested','done',NULL,'{"role":"admin"}',NULL,'','10d0357767bbccda602be9fcb6c394dea7db22e38067198c46b4fe97a1428960',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',6,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','team/dense%20cells','create','direct','requested','done',NULL,'{"manages":["members"]}','["Dense Cells"]','','0b84fea957640622753df09c5c6107afed25d4f5c2a47c6651b6b495a123fffb',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',7,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','team/segmentation','create','direct','requested','done',NULL,'{"manages":["members"]}','["Segmentation"]','','2c7d257af3a7bf8b7dd28c9cfee97bcc818f3c6d2975dfae549b419467855ec9',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',8,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','experience/ada@brainlab.example/nuclei','create','direct','requested','done',NULL,'{"level":5}',NULL,'','d96fa0e442b55b774c05f7999367c619807218e215eae49c461ebf5076993160',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',9,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','membership/dense%20cells/alan@brainlab.example','create','direct','requested','done',NULL,'{"role":"team_manager"}','["Dense Cells","alan@brainlab.example"]','','03bf46c45496568d7874047dee7022865c60527d504ba074ee141b819d2b6d4b',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',10,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','membership/dense%20cells/bob@brainlab.example','create','direct','requested','done',NULL,'{"role":"member"}','["Dense Cells","bob@brainlab.example"]','','bf65f9089f21890d4b0c523c3a2a2b533dbcd32935c076bb33938241a56d49ca',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',11,'20261129T071201Z-277803ea','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','membership/segmentation/alan@brainlab.example','create','direct','requested','done',NULL,'{"role":"member"}','["Segmentation","alan@brainlab.example"]','','79d9bac089ad3447b37f0e51a30d23b93df98b0075dc6f8145e3e3732fcea857',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',12,'20261129T071202Z-4e8c467f','d29b88ef86792947def8f428b0e36d422bc9c01c43aa2b464af1b0e3ee84535b','2026-11-29T07:12:02Z','ada@brainlab.example','membership/dense%20cells/bob@brainlab.example','delete','direct','requested','done','{"role":"member"}',NULL,'["Dense Cells","bob@brainlab.example"]','','3aae1d42d71b2d4e07d3163ed5b88f5c75c4740a2d460537db06dd62eec9d0ae',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',13,'20261129T071202Z-4e8c467f','d29b88ef86792947def8f428b0e36d422bc9c01c43aa2b464af1b0e3ee84535b','2026-11-29T07:12:02Z','ada@brainlab.example','member/bob@brainlab.example','update','direct','requested','done','{"role":"dataset_manager"}','{"active":false,"role":"dataset_manager"}',NULL,'','d42bf7645c96a62836536f3fe039e3315b4aa20dbf2a56cf2db58c8489ec008d',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',14,'20261129T071202Z-4e8c467f','d29b88ef86792947def8f428b0e36d422bc9c01c43aa2b464af1b0e3ee84535b','2026-11-29T07:12:02Z','ada@brainlab.example','experience/ada@brainlab.example/nuclei','update','direct','requested','done','{"level":5}','{"level":7}',NULL,'','8874d5c3e1eba8682aa4569f2d72376f9c4f1ea109f59cda4941f0790408c919',NULL,NULL);
CREATE TABLE consumed_plan (
	org TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	run TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_consumed_plan PRIMARY KEY (org, "plan")
)
 WITHOUT ROWID

;
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','20261129T071201Z-277803ea',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','d29b88ef86792947def8f428b0e36d422bc9c01c43aa2b464af1b0e3ee84535b','20261129T071202Z-4e8c467f',2);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','20261129T071201Z-277803ea',1);
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
INSERT INTO "org" VALUES('encord/acme-vision',1,'c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4',5,'["c39e3a8af03877463f7f62c4bfd81601f17042a1d83db555909f76f58b550d0b","55fc360eb75072efe00af021233283f388a90b016de8ee8b2c5d0d511ec1386a"]');
INSERT INTO "org" VALUES('webknossos/brainlab',2,'c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6',14,'["f7abb656fbf438223a842d51ed235644c1d61048765f869a83cfc40972fec537","949b5ea893a3b1f5c117ac945badb157b402c84031fd8ff3d0440a5378818a71","bf31a31885b71ccfcdfcb6c7d391491d2c5a86f11bdc66d3d8662b9daa3e942b"]');
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
INSERT INTO "run" VALUES('encord/acme-vision','20261129T071201Z-277803ea',1,'f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4',5,'b9125ce3bdba294e35506449ebd0c6b19200c39cccf953c5f3b0f015245a5b81','');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T071201Z-277803ea',1,'f9f0de4e83ae7726a452634e53cfd7e5ed62b737456045569a6664700445b359','2026-11-29T07:12:01Z','ada@brainlab.example','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','887213776af9f529a9a2b2174dcb452b9137797bf3260eb10c62789eddd28d93',11,'b6cf49ebd6d498a653b2864997a40aff36b977139c822e10803a41d6dbc30e6c','');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T071202Z-4e8c467f',2,'d29b88ef86792947def8f428b0e36d422bc9c01c43aa2b464af1b0e3ee84535b','2026-11-29T07:12:02Z','ada@brainlab.example','','done',2,'887213776af9f529a9a2b2174dcb452b9137797bf3260eb10c62789eddd28d93','c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6',14,'1c58412a4e0bf6b773d53e49713854630029a4e91f730064b46bccc3426ba29a','');
CREATE TABLE settled (
	org TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	program TEXT NOT NULL, 
	since TEXT NOT NULL, 
	until TEXT NOT NULL, 
	files TEXT NOT NULL, 
	shared TEXT NOT NULL, 
	beside TEXT NOT NULL, 
	rows TEXT NOT NULL, 
	CONSTRAINT pk_settled PRIMARY KEY (org)
)
 WITHOUT ROWID

;
INSERT INTO "settled" VALUES('encord/acme-vision',1,'c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4','reconciler 0.1.0 34b720f22decbae2','2026-11-29T07:12:02Z','2027-02-28T00:00:00Z','9199231a74ec07144bfd029abb3efba94cd6e4cbb778abd282597c58f3b2f445 vision.yaml','','1d568c84d22a880be99a1c16acf2a3585f7ee3af3a502a7247b9b0240af52830','');
INSERT INTO "settled" VALUES('webknossos/brainlab',2,'c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6','reconciler 0.1.0 34b720f22decbae2','2026-11-29T07:12:02Z','2027-02-28T00:00:00Z','01ddb0560d32012debf69b88fb875527d78f88386173dd4e45b8c04bce00196e lab.yaml','','','');
CREATE TABLE store_meta (
	one INTEGER NOT NULL, 
	lineage TEXT NOT NULL, 
	format BIGINT NOT NULL, 
	CONSTRAINT pk_store_meta PRIMARY KEY (one), 
	CONSTRAINT ck_store_meta_one CHECK (one = 1)
);
INSERT INTO "store_meta" VALUES(1,'c438e7dd-7c93-44a9-b8c7-1fba273934a0',4);
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
CREATE TRIGGER resource_unsettles_insert AFTER insert ON resource BEGIN DELETE FROM settled WHERE org IN (NEW.org); END;
CREATE TRIGGER resource_unsettles_update AFTER update ON resource BEGIN DELETE FROM settled WHERE org IN (OLD.org, NEW.org); END;
CREATE TRIGGER resource_unsettles_delete AFTER delete ON resource BEGIN DELETE FROM settled WHERE org IN (OLD.org); END;
COMMIT;
