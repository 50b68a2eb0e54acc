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
INSERT INTO "audit" VALUES('encord/acme-vision',1,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','org','create','manual','requested','done',NULL,'{"manages":["members","teams"]}',NULL,'','0959733786d6b46345432c5d9767a5590ae435cebd99c8f0ce6a3d724b0978d7',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',2,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','member/ada@vision.example','create','direct','requested','done',NULL,'{"role":"internal_admin"}',NULL,'','97b8f764db391556aeeccb0759e6fafa860a83325023819f2d7ce4dabbb0a31a',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',3,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','member/carl@vision.example','create','direct','requested','done',NULL,'{"role":"internal_member"}',NULL,'','80e57afbb26fc9dbeded5efc8e68d8d3aa58ad0b0d45cc38527e738b5a99a911',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',4,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','team/grosser%20b%C3%A4r','create','direct','requested','done',NULL,'{"manages":["members"]}','["Großer Bär"]','','2f56e72e884598e09abb0b7de74ab9fe5e3565b620192a927e0bd9f040cde987',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',5,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','membership/grosser%20b%C3%A4r/carl@vision.example','create','direct','requested','done',NULL,'{"role":"member"}','["Großer Bär","carl@vision.example"]','','361db0f98a038379de8be38e84b9c52db3ad94094c4daa0a18282f5ce5ca73a5',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',1,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','org','create','manual','requested','done',NULL,'{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,'','ed5f0fb77e797fa5b04b213d01b25a411f4d3c0acfa9d9847f03c43193d2cb48',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',2,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','member/ada@brainlab.example','create','invite','requested','done',NULL,'{"manages":["experience"],"role":"admin"}',NULL,'','07c3f421c5b8976cf827dd62407e3b9be5b90f1896955b1a5ae9937382a1a062',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',3,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','member/alan@brainlab.example','create','invite','requested','done',NULL,'{"role":"member"}',NULL,'','d612574b01096a129e9be36b677d3ed4bff663f22c5eaa6b9ac2624c0304903e',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',4,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','member/bob@brainlab.example','create','invite','requested','done',NULL,'{"role":"dataset_manager"}',NULL,'','b63d8f1c031c9b4a968c4fc66d9e965adee18ec4e5c6d55d9bf9a2ad9d373c19',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',5,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','member/grace@brainlab.example','create','invite','requested','done',NULL,'{"role":"admin"}',NULL,'','fe483cf1e4a92aaf7fa24b16b82421feccce8ec0b09ad9a8e5b5c27a9e3869e6',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',6,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','team/dense%20cells','create','direct','requested','done',NULL,'{"manages":["members"]}','["Dense Cells"]','','fa63b02108f713a53e688124c693e7c3e6bd7a044a5ee09d4164119af5c81cb9',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',7,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','team/segmentation','create','direct','requested','done',NULL,'{"manages":["members"]}','["Segmentation"]','','018aacd773a327e97e9141e11e438530603d1c5837a5291e05d2c5b6142c73f0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',8,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','experience/ada@brainlab.example/nuclei','create','direct','requested','done',NULL,'{"level":5}',NULL,'','2e22f67c33f68eb336f92214c297ced168078c0e5bf3ac7db5540738680752fa',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',9,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','membership/dense%20cells/alan@brainlab.example','create','direct','requested','done',NULL,'{"role":"team_manager"}','["Dense Cells","alan@brainlab.example"]','','7c8e08a715a16e341ffbeb929d1f6ebc5e9a6e9ee9aa577938a1939d54d2c1b6',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',10,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','membership/dense%20cells/bob@brainlab.example','create','direct','requested','done',NULL,'{"role":"member"}','["Dense Cells","bob@brainlab.example"]','','12cf774af8978781ccb92f9258bca745b2d0a64bc0905c5c966e8e7772676db4',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',11,'20261129T065601Z-fb76f536','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','membership/segmentation/alan@brainlab.example','create','direct','requested','done',NULL,'{"role":"member"}','["Segmentation","alan@brainlab.example"]','','999f4785a3c873ff40d4f13b4ed9e3ef8c39624622c9a99f099018a8632ff879',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',12,'20261129T065601Z-57ef887f','187ef972ea930238276869c8602a26f8fdc96ff47c06ec762d8d595a4adec048','2026-11-29T06:56:01Z','ada@brainlab.example','membership/dense%20cells/bob@brainlab.example','delete','direct','requested','done','{"role":"member"}',NULL,'["Dense Cells","bob@brainlab.example"]','','950e39313b886266b6eb6fcab1f93cfefbe0689b910119b001fdf67b8e667e77',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',13,'20261129T065601Z-57ef887f','187ef972ea930238276869c8602a26f8fdc96ff47c06ec762d8d595a4adec048','2026-11-29T06:56:01Z','ada@brainlab.example','member/bob@brainlab.example','update','direct','requested','done','{"role":"dataset_manager"}','{"active":false,"role":"dataset_manager"}',NULL,'','776f17f26193547f3f043a55240fea882daa500863317db1477622109cd2a58b',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',14,'20261129T065601Z-57ef887f','187ef972ea930238276869c8602a26f8fdc96ff47c06ec762d8d595a4adec048','2026-11-29T06:56:01Z','ada@brainlab.example','experience/ada@brainlab.example/nuclei','update','direct','requested','done','{"level":5}','{"level":7}',NULL,'','444c18130def7f00cb4102d2a24f0ef143d5e75983b393b0c34a2b27dba3633d',NULL,NULL);
CREATE TABLE consumed_plan (
	org TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	run TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_consumed_plan PRIMARY KEY (org, "plan")
)
 WITHOUT ROWID

;
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','20261129T065601Z-fb76f536',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','187ef972ea930238276869c8602a26f8fdc96ff47c06ec762d8d595a4adec048','20261129T065601Z-57ef887f',2);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','20261129T065601Z-fb76f536',1);
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
INSERT INTO "org" VALUES('encord/acme-vision',1,'c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4',5,'["6533ed72468b2a11a07677190bdd8400eae7a6a5dedffe9161769f55c11d91b6","361db0f98a038379de8be38e84b9c52db3ad94094c4daa0a18282f5ce5ca73a5"]');
INSERT INTO "org" VALUES('webknossos/brainlab',2,'c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6',14,'["eeea2da1070ce35e373b599bef257bf503b2b66ca79e87480919e80578032d62","3960452501b3b3a76625c98bddd3467339bd68a6ba161cad74730c0e09bb4e35","0158f3ea99a5671c7680234650877c06abe80361f04acbbd4313ae6bb3623716"]');
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
INSERT INTO "run" VALUES('encord/acme-vision','20261129T065601Z-fb76f536',1,'35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4',5,'210f3bbeab3e94b03872f5ddbd4d543df801291e3ecfb7080f1efecb0753c627','');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T065601Z-57ef887f',2,'187ef972ea930238276869c8602a26f8fdc96ff47c06ec762d8d595a4adec048','2026-11-29T06:56:01Z','ada@brainlab.example','','done',2,'887213776af9f529a9a2b2174dcb452b9137797bf3260eb10c62789eddd28d93','c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6',14,'55052b6fc239361c0a453922552190d23cb2b877e474242dd7afb850b7f4ae4d','');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T065601Z-fb76f536',1,'35d11637a878798ee706a99b6f4cdc73d4c0488e36a08c0457b879e07c244a06','2026-11-29T06:56:01Z','ada@brainlab.example','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','887213776af9f529a9a2b2174dcb452b9137797bf3260eb10c62789eddd28d93',11,'edf4373b69024244ffd71ecccb68fc82159614c4141abe121a1d71331f3851cc','');
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
	CONSTRAINT pk_settled PRIMARY KEY (org)
)
 WITHOUT ROWID

;
INSERT INTO "settled" VALUES('encord/acme-vision',1,'c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4','reconciler 0.1.0 34b720f22decbae2','2026-11-29T06:56:01Z','2027-02-28T00:00:00Z','9199231a74ec07144bfd029abb3efba94cd6e4cbb778abd282597c58f3b2f445 vision.yaml','','1d568c84d22a880be99a1c16acf2a3585f7ee3af3a502a7247b9b0240af52830');
INSERT INTO "settled" VALUES('webknossos/brainlab',2,'c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6','reconciler 0.1.0 34b720f22decbae2','2026-11-29T06:56:01Z','2027-02-28T00:00:00Z','01ddb0560d32012debf69b88fb875527d78f88386173dd4e45b8c04bce00196e lab.yaml','','');
CREATE TABLE store_meta (
	one INTEGER NOT NULL, 
	lineage TEXT NOT NULL, 
	format BIGINT NOT NULL, 
	CONSTRAINT pk_store_meta PRIMARY KEY (one), 
	CONSTRAINT ck_store_meta_one CHECK (one = 1)
);
INSERT INTO "store_meta" VALUES(1,'9de5eda6-7500-4a39-98cb-1760f1c6986d',4);
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
