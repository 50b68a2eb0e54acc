PRAGMA application_id=1919247215;
PRAGMA user_version=1;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
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
	hash TEXT NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (org, seq)
)
 WITHOUT ROWID

;
INSERT INTO "audit" VALUES('encord/acme-vision',1,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','org','create','manual','requested','done',NULL,'{"manages":["members","teams"]}',NULL,'','52d67d06045c92c74284eb6d30ad994a40a200b5ccf4f41ee543406f508f75da');
INSERT INTO "audit" VALUES('encord/acme-vision',2,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','member/ada@vision.example','create','direct','requested','done',NULL,'{"role":"internal_admin"}',NULL,'','8c62ba5c6ad23dd225db35b1a8e1fc54d03d5fe193f74c725e1f2dccb642200b');
INSERT INTO "audit" VALUES('encord/acme-vision',3,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','member/carl@vision.example','create','direct','requested','done',NULL,'{"role":"internal_member"}',NULL,'','7b17da68bb84dce3537ccff6fc84dec76fc0c53803004bf0a05ab2055e466fd5');
INSERT INTO "audit" VALUES('encord/acme-vision',4,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','team/grosser%20b%C3%A4r','create','direct','requested','done',NULL,'{"manages":["members"]}','["Großer Bär"]','','01aadb75a38914186f15a2dfdbf8e45ef0449aa7ed6396eef6dd7e1a1e13d0bc');
INSERT INTO "audit" VALUES('encord/acme-vision',5,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','membership/grosser%20b%C3%A4r/carl@vision.example','create','direct','requested','done',NULL,'{"role":"member"}','["Großer Bär","carl@vision.example"]','','1a8e3b8cc2e335e1d9f09ed4554783bf79ab99cdc593ca394e9df6f95b6c1df2');
INSERT INTO "audit" VALUES('webknossos/brainlab',1,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','org','create','manual','requested','done',NULL,'{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,'','cf14be4bfc51e9b4cb2a63f76cece60dd8658c711d79daac935cc4c53822fb7b');
INSERT INTO "audit" VALUES('webknossos/brainlab',2,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','member/ada@brainlab.example','create','invite','requested','done',NULL,'{"manages":["experience"],"role":"admin"}',NULL,'','d7eb86f2397c0aef172eee0be570378ccff37e98040882eebabd5e6693320ad8');
INSERT INTO "audit" VALUES('webknossos/brainlab',3,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','member/alan@brainlab.example','create','invite','requested','done',NULL,'{"role":"member"}',NULL,'','279e96e8f8cc912f011c68548ef0abf47aae757bbae1e7cd002452304ff3a448');
INSERT INTO "audit" VALUES('webknossos/brainlab',4,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','member/bob@brainlab.example','create','invite','requested','done',NULL,'{"role":"dataset_manager"}',NULL,'','2fa6bde2a18ecf35b9af9963cf24417b9654a332ce629f2fa0c90672eb477dae');
INSERT INTO "audit" VALUES('webknossos/brainlab',5,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','member/grace@brainlab.example','create','invite','requested','done',NULL,'{"role":"admin"}',NULL,'','11a909919d3f1f689621b7f8751500f2ccb946d266c1547e1fa0ce17948ee5d4');
INSERT INTO "audit" VALUES('webknossos/brainlab',6,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','team/dense%20cells','create','direct','requested','done',NULL,'{"manages":["members"]}','["Dense Cells"]','','9a36d2030d484da12dd71597afe2c94c05666c44f10ea3acded5f5f51a868a90');
INSERT INTO "audit" VALUES('webknossos/brainlab',7,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','team/segmentation','create','direct','requested','done',NULL,'{"manages":["members"]}','["Segmentation"]','','1371627e921059e1b4f8db5377e230a13dec186213d2c25ea52778e17069dc3b');
INSERT INTO "audit" VALUES('webknossos/brainlab',8,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','experience/ada@brainlab.example/nuclei','create','direct','requested','done',NULL,'{"level":5}',NULL,'','d483a6574b8eb34aa27a22885ec62f88cb51e9ee27c900180cc0a909094e365b');
INSERT INTO "audit" VALUES('webknossos/brainlab',9,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','membership/dense%20cells/alan@brainlab.example','create','direct','requested','done',NULL,'{"role":"team_manager"}','["Dense Cells","alan@brainlab.example"]','','44d561700965b9d3450a396ea51a79e31a7f2ab1c881b92b06fbaa93fa4639b7');
INSERT INTO "audit" VALUES('webknossos/brainlab',10,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','membership/dense%20cells/bob@brainlab.example','create','direct','requested','done',NULL,'{"role":"member"}','["Dense Cells","bob@brainlab.example"]','','60f04bb2f69188f9ce67e33a3138c94c47aa73d4fa4cf84692bcc9664528a61b');
INSERT INTO "audit" VALUES('webknossos/brainlab',11,'20261129T061709Z-81ec9ef6','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','membership/segmentation/alan@brainlab.example','create','direct','requested','done',NULL,'{"role":"member"}','["Segmentation","alan@brainlab.example"]','','a3a6d5540d5f3efbe70e471c135b3311e6d8df07f953d59db9d88fef06dc52ae');
INSERT INTO "audit" VALUES('webknossos/brainlab',12,'20261129T061709Z-0625f057','3355c360d202fe05e8759223478bfe885dcd0ffcd30f0a9975d1b81365418837','2026-11-29T06:17:09Z','ada@brainlab.example','experience/ada@brainlab.example/nuclei','update','direct','requested','done','{"level":5}','{"level":7}',NULL,'','d650c24105a1b6f4aab6b0e5c6554bca7206c0e016a2b2d7e3de0e3825fdf6b4');
INSERT INTO "audit" VALUES('webknossos/brainlab',13,'20261129T061709Z-0625f057','3355c360d202fe05e8759223478bfe885dcd0ffcd30f0a9975d1b81365418837','2026-11-29T06:17:09Z','ada@brainlab.example','membership/dense%20cells/bob@brainlab.example','delete','direct','requested','done','{"role":"member"}',NULL,'["Dense Cells","bob@brainlab.example"]','','67ab0a86473f9ad6b0ade9899c499b45326e2d15df608cb3cefcfb2cda9ba0b2');
INSERT INTO "audit" VALUES('webknossos/brainlab',14,'20261129T061709Z-0625f057','3355c360d202fe05e8759223478bfe885dcd0ffcd30f0a9975d1b81365418837','2026-11-29T06:17:09Z','ada@brainlab.example','member/bob@brainlab.example','update','direct','requested','done','{"role":"dataset_manager"}','{"active":false,"role":"dataset_manager"}',NULL,'','94e0acc95837ef79c989c78fe6730ad0ee7aa1bffce7108f5b8b492dd374dc2c');
CREATE TABLE consumed_plan (
	org TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	run TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_consumed_plan PRIMARY KEY (org, "plan")
)
 WITHOUT ROWID

;
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','20261129T061709Z-81ec9ef6',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','3355c360d202fe05e8759223478bfe885dcd0ffcd30f0a9975d1b81365418837','20261129T061709Z-0625f057',2);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','20261129T061709Z-81ec9ef6',1);
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
INSERT INTO "org" VALUES('encord/acme-vision',1,'c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4',5,'["5cafb831b7f1482b9f12825aeda8cc9b591e441c0694dc92aab0f2e74bb6c647","1a8e3b8cc2e335e1d9f09ed4554783bf79ab99cdc593ca394e9df6f95b6c1df2"]');
INSERT INTO "org" VALUES('webknossos/brainlab',2,'c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6',14,'["b408f8ee0f53bedb7c1156ed9228c680a1c00523c1f493589ed79e04aa90d1e1","773db4e5dac51d4f316ba27f30b8eec492067613cf6ab617b51c4146ecd7023e","06b1e19a1bf7b4656b473215eb1e10740c7bf88c36f1b036d97c5a559751523d"]');
CREATE TABLE resource (
	org TEXT NOT NULL, 
	path TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	attrs TEXT NOT NULL, 
	name TEXT, 
	observed TEXT, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_resource PRIMARY KEY (org, path)
)
 WITHOUT ROWID

;
INSERT INTO "resource" VALUES('encord/acme-vision','member/ada@vision.example','member','{"role":"internal_admin"}',NULL,NULL,1);
INSERT INTO "resource" VALUES('encord/acme-vision','member/carl@vision.example','member','{"role":"internal_member"}',NULL,NULL,1);
INSERT INTO "resource" VALUES('encord/acme-vision','membership/grosser%20b%C3%A4r/carl@vision.example','membership','{"role":"member"}','["Großer Bär","carl@vision.example"]',NULL,1);
INSERT INTO "resource" VALUES('encord/acme-vision','org','org','{"manages":["members","teams"]}',NULL,NULL,1);
INSERT INTO "resource" VALUES('encord/acme-vision','team/grosser%20b%C3%A4r','team','{"manages":["members"]}','["Großer Bär"]',NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','experience/ada@brainlab.example/nuclei','experience','{"level":7}',NULL,NULL,2);
INSERT INTO "resource" VALUES('webknossos/brainlab','member/ada@brainlab.example','member','{"manages":["experience"],"role":"admin"}',NULL,NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','member/alan@brainlab.example','member','{"role":"member"}',NULL,NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','member/bob@brainlab.example','member','{"active":false,"role":"dataset_manager"}',NULL,NULL,2);
INSERT INTO "resource" VALUES('webknossos/brainlab','member/grace@brainlab.example','member','{"role":"admin"}',NULL,NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','membership/dense%20cells/alan@brainlab.example','membership','{"role":"team_manager"}','["Dense Cells","alan@brainlab.example"]',NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','membership/segmentation/alan@brainlab.example','membership','{"role":"member"}','["Segmentation","alan@brainlab.example"]',NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','org','org','{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','team/dense%20cells','team','{"manages":["members"]}','["Dense Cells"]',NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','team/segmentation','team','{"manages":["members"]}','["Segmentation"]',NULL,1);
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
INSERT INTO "run" VALUES('encord/acme-vision','20261129T061709Z-81ec9ef6',1,'a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4',5,'4bff41ba80f292e129a13e067ca113f155926c5b799bc9b49ddb6177fcdd1431','');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T061709Z-0625f057',2,'3355c360d202fe05e8759223478bfe885dcd0ffcd30f0a9975d1b81365418837','2026-11-29T06:17:09Z','ada@brainlab.example','','done',2,'887213776af9f529a9a2b2174dcb452b9137797bf3260eb10c62789eddd28d93','c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6',14,'887159b5e5a913c6d240b2998913c6a772b75c745d3e8c93086ab272ba8e7a1e','');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T061709Z-81ec9ef6',1,'a304ce5549b9afbe508cd5ae0d2ed035a9c728144bb914acf97b454e359296c7','2026-11-29T06:17:09Z','ada@brainlab.example','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','887213776af9f529a9a2b2174dcb452b9137797bf3260eb10c62789eddd28d93',11,'de46eb7f13e3c3849d41571fcb26d768662c7f59525182b365ab375dc320d006','');
CREATE TABLE store_meta (
	one INTEGER NOT NULL, 
	lineage TEXT NOT NULL, 
	format BIGINT NOT NULL, 
	CONSTRAINT pk_store_meta PRIMARY KEY (one), 
	CONSTRAINT ck_store_meta_one CHECK (one = 1)
);
INSERT INTO "store_meta" VALUES(1,'dc00a672-f20d-43cb-9122-cf61dc17ab77',1);
CREATE VIEW member_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS member, json_extract(attrs, '$.name') AS name, json_extract(attrs, '$.role') AS role, coalesce(json_extract(attrs, '$.active'), 1) AS active, attrs, observed, serial FROM resource WHERE kind = 'member';
CREATE VIEW team_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS team, json_extract(attrs, '$.description') AS description, attrs, observed, serial FROM resource WHERE kind = 'team';
CREATE VIEW membership_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS team, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS member, json_extract(attrs, '$.role') AS role, attrs, observed, serial FROM resource WHERE kind = 'membership';
CREATE VIEW experience_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS member, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS domain, json_extract(attrs, '$.level') AS level, attrs, observed, serial FROM resource WHERE kind = 'experience';
CREATE VIEW org_view AS SELECT o.org, json_extract(attrs, '$.name') AS name, json_extract(attrs, '$.owner') AS owner, r.attrs, r.observed, o.serial, o.digest, o.size AS audit_entries FROM org AS o LEFT JOIN resource AS r ON r.org = o.org AND r.path = 'org';
CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_keeps_values BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
COMMIT;
