PRAGMA application_id=1919247215;
PRAGMA user_version=5;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0005');
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
	hash TEXT NOT NULL, previous TEXT, approvers TEXT, learnt TEXT, handover TEXT, 
	CONSTRAINT pk_audit PRIMARY KEY (org, seq)
)
 WITHOUT ROWID

;
INSERT INTO "audit" VALUES('encord/acme-vision',1,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','org','create','manual','requested','done',NULL,'{"manages":["members","teams"]}',NULL,'','b0df90ac33877b898362197821b770958ac16254d4ecc45667c24332b6b3abd2',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',2,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','member/ada@vision.example','create','direct','requested','done',NULL,'{"role":"internal_admin"}',NULL,'','b18e874c430e93fd37bca254928c2bcac883fefdb48d0f2ee66a4732e1a7db07',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',3,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','member/carl@vision.example','create','direct','requested','done',NULL,'{"role":"internal_member"}',NULL,'','78a5ae55932bed8271405c61d52b82420db305ba7ec6ebab2c12074fc598cce8',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',4,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','team/grosser%20b%C3%A4r','create','direct','requested','done',NULL,'{"manages":["members"]}','["Großer Bär"]','','9992601059a0def47521e8cfcc389351a5a9b6a9ecd3edd5f781b235e053d414',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',5,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','membership/grosser%20b%C3%A4r/carl@vision.example','create','direct','requested','done',NULL,'{"role":"member"}','["Großer Bär","carl@vision.example"]','','b70af489db2f15c52c7d9b56ef6cc3a9fe4cd9da2e96341b0478e879fbeb2429',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',1,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','org','create','manual','requested','done',NULL,'{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,'','25f76e5f67cfb40449d7710ac3f72da75563c154e576707831a8c2a24e8270fd',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',2,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','member/ada@brainlab.example','create','invite','requested','done',NULL,'{"manages":["experience"],"role":"admin"}',NULL,'','ef1b6669cf88b736a770013b7ebf1a5e23dc33d6c890257e2f08f04998adead1',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',3,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','member/alan@brainlab.example','create','invite','requested','done',NULL,'{"role":"member"}',NULL,'','659875be63987146194f6fea28b3268614f9555366c57ecb6358241baf127dd3',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',4,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','member/bob@brainlab.example','create','invite','requested','done',NULL,'{"role":"dataset_manager"}',NULL,'','5ba5949b96b03d4b4a9ac9d89ca80cbf3a93392d57a379f36e4ed528234423f6',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',5,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','member/grace@brainlab.example','create','invite','requested','done',NULL,'{"role":"admin"}',NULL,'','091a56b22b4e387515d2818dcb656700d770d5270e9def94b102be60c009acae',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',6,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','team/dense%20cells','create','direct','requested','done',NULL,'{"manages":["members"]}','["Dense Cells"]','','49dd9cf905ac2846a3e27933de0bcf748386f3e399a5ec26ee3cc28436838954',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',7,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','team/segmentation','create','direct','requested','done',NULL,'{"manages":["members"]}','["Segmentation"]','','cb57991d385ba6bb8c4d6393e94b0bdb56657ff15d9d6218a1d1af60f4f727ef',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',8,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','experience/ada@brainlab.example/nuclei','create','direct','requested','done',NULL,'{"level":5}',NULL,'','b71dcd30a3a709e5aed75fd15a30a6184e397190ce266e62335fd4aaab8f927e',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',9,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','membership/dense%20cells/alan@brainlab.example','create','direct','requested','done',NULL,'{"role":"team_manager"}','["Dense Cells","alan@brainlab.example"]','','60aa15b33b0cdccb269db192dbe537ae959c09261e9bc4830587ae4e11ab50ad',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',10,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','membership/dense%20cells/bob@brainlab.example','create','direct','requested','done',NULL,'{"role":"member"}','["Dense Cells","bob@brainlab.example"]','','a087e02cdbd04e05e603eade3c3d1c8a59dbd2341db9516e0207fe65c3e0be60',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',11,'20261129T170350Z-0a9b00f8','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','membership/segmentation/alan@brainlab.example','create','direct','requested','done',NULL,'{"role":"member"}','["Segmentation","alan@brainlab.example"]','','e2d63364f4e77e041343ce7defd77b32c3a9a1e5e6cdc40c16dd44148a281f35',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',12,'20261129T170352Z-419c6457','0a56bd566ae1ad2dfaa6b8a9fd47f0121aa10b5677d95984b66729d9cbaf16f9','2026-11-29T17:03:52Z','ada@brainlab.example','membership/dense%20cells/bob@brainlab.example','delete','direct','requested','done','{"role":"member"}',NULL,'["Dense Cells","bob@brainlab.example"]','','20b945a539710540e207083bad248949a0992f9f2634116173ad9d422dc71a09',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',13,'20261129T170352Z-419c6457','0a56bd566ae1ad2dfaa6b8a9fd47f0121aa10b5677d95984b66729d9cbaf16f9','2026-11-29T17:03:52Z','ada@brainlab.example','member/bob@brainlab.example','update','direct','requested','done','{"role":"dataset_manager"}','{"active":false,"role":"dataset_manager"}',NULL,'','05a214fac72baa017c8cf612e2955b0b2b4a442d6b3d7882793335dd58fdd788',NULL,NULL,'claim by os uid 0',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',14,'20261129T170352Z-419c6457','0a56bd566ae1ad2dfaa6b8a9fd47f0121aa10b5677d95984b66729d9cbaf16f9','2026-11-29T17:03:52Z','ada@brainlab.example','experience/ada@brainlab.example/nuclei','update','direct','requested','done','{"level":5}','{"level":7}',NULL,'','a69da3415f894b5ca2e6b3b4716f0b719208a7c949b665750839c61c8c7a49fb',NULL,NULL,'claim by os uid 0',NULL);
CREATE TABLE consumed_plan (
	org TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	run TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_consumed_plan PRIMARY KEY (org, "plan")
)
 WITHOUT ROWID

;
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','20261129T170350Z-0a9b00f8',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','0a56bd566ae1ad2dfaa6b8a9fd47f0121aa10b5677d95984b66729d9cbaf16f9','20261129T170352Z-419c6457',2);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','20261129T170350Z-0a9b00f8',1);
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
INSERT INTO "org" VALUES('encord/acme-vision',1,'c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4',5,'["e74eeec0b4ff9970a9119d18c10a559b6d3b94a78d6e2619bc87b27f7bd9f095","b70af489db2f15c52c7d9b56ef6cc3a9fe4cd9da2e96341b0478e879fbeb2429"]');
INSERT INTO "org" VALUES('webknossos/brainlab',2,'c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6',14,'["a429225e38304de03c0fbfa45bd021f61fd8563b5f4235f3b747295dc7f6ccb4","62de1c59c58f0637e13fa7857bd6caa8743b09ec0b6ddb256463f40b4061bb85","aaf6765f9179fed888a28abf1cfd06c471bec47198e1abfe4286adfead9fc711"]');
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
	note TEXT NOT NULL, learnt TEXT, 
	CONSTRAINT pk_run PRIMARY KEY (org, run)
)
 WITHOUT ROWID

;
INSERT INTO "run" VALUES('encord/acme-vision','20261129T170350Z-0a9b00f8',1,'af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4',5,'5ceeeeb3190d0289c7caf5bb714cb840db3bf7266e0a8aba985ff4ea4afc2bb9','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T170350Z-0a9b00f8',1,'af85030768e31aad5ac8000a8278fbdad4ed9d1f7ee31b5a49de4dcd076902d5','2026-11-29T17:03:50Z','ada@brainlab.example','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','887213776af9f529a9a2b2174dcb452b9137797bf3260eb10c62789eddd28d93',11,'8b0f86d953a8345e3f0b4bae36d605d96a23eccd3f6d092ddbb1ed44d44d5420','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T170352Z-419c6457',2,'0a56bd566ae1ad2dfaa6b8a9fd47f0121aa10b5677d95984b66729d9cbaf16f9','2026-11-29T17:03:52Z','ada@brainlab.example','','done',2,'887213776af9f529a9a2b2174dcb452b9137797bf3260eb10c62789eddd28d93','c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6',14,'42485d60d8245923ec10ebb299b8234aa35af3d7d2bb27c586f61041c5dcdfc0','','claim by os uid 0');
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
INSERT INTO "settled" VALUES('encord/acme-vision',1,'c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4','reconciler 0.1.0 34b720f22decbae2','2026-11-29T17:03:50Z','2027-02-28T00:00:00Z','9199231a74ec07144bfd029abb3efba94cd6e4cbb778abd282597c58f3b2f445 vision.yaml','','1d568c84d22a880be99a1c16acf2a3585f7ee3af3a502a7247b9b0240af52830','');
INSERT INTO "settled" VALUES('webknossos/brainlab',2,'c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6','reconciler 0.1.0 34b720f22decbae2','2026-11-29T17:03:52Z','2027-02-28T00:00:00Z','01ddb0560d32012debf69b88fb875527d78f88386173dd4e45b8c04bce00196e lab.yaml','','','');
CREATE TABLE store_meta (
	one INTEGER NOT NULL, 
	lineage TEXT NOT NULL, 
	format BIGINT NOT NULL, 
	CONSTRAINT pk_store_meta PRIMARY KEY (one), 
	CONSTRAINT ck_store_meta_one CHECK (one = 1)
);
INSERT INTO "store_meta" VALUES(1,'418986b3-ca32-486a-8381-e14d9bf6c9c6',5);
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
