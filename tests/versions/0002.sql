PRAGMA application_id=1919247215;
PRAGMA user_version=2;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
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
INSERT INTO "audit" VALUES('encord/acme-vision',1,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','org','create','manual','requested','done',NULL,'{"manages":["members","teams"]}',NULL,'','b8f2d4c54f6c04ea0509f3047bea080c8a5e109569b9f691529e993fc81a75ad');
INSERT INTO "audit" VALUES('encord/acme-vision',2,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','member/ada@vision.example','create','direct','requested','done',NULL,'{"role":"internal_admin"}',NULL,'','c942882bf597f70f060cae0a3f73738d16def237f7c89c307f4575e20fc9d4a5');
INSERT INTO "audit" VALUES('encord/acme-vision',3,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','member/carl@vision.example','create','direct','requested','done',NULL,'{"role":"internal_member"}',NULL,'','bbcb02b7c0f58f307b78c3145008617e65954493941ba151fb96720e1529efc3');
INSERT INTO "audit" VALUES('encord/acme-vision',4,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','team/grosser%20b%C3%A4r','create','direct','requested','done',NULL,'{"manages":["members"]}','["Großer Bär"]','','9703d479cb19107e2e5502478623ae2882425df66a75de25b4e7b7883daf6ab5');
INSERT INTO "audit" VALUES('encord/acme-vision',5,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','membership/grosser%20b%C3%A4r/carl@vision.example','create','direct','requested','done',NULL,'{"role":"member"}','["Großer Bär","carl@vision.example"]','','d40597e84aae66e227b38f951fba18a2f3b1f22aee1e1c5ddd580bf34a407efb');
INSERT INTO "audit" VALUES('webknossos/brainlab',1,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','org','create','manual','requested','done',NULL,'{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,'','eccf64b9ee066b1388f3fc10244e4e906b0220565920d4b7d68887650539144f');
INSERT INTO "audit" VALUES('webknossos/brainlab',2,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','member/ada@brainlab.example','create','invite','requested','done',NULL,'{"manages":["experience"],"role":"admin"}',NULL,'','47eef55e7a2dc93d2b04ee95353d86366f090e3787c7da10af7b938d7b1b71e4');
INSERT INTO "audit" VALUES('webknossos/brainlab',3,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','member/alan@brainlab.example','create','invite','requested','done',NULL,'{"role":"member"}',NULL,'','77d4c50daf56180a88ca29662ec7fe1ed3950eae57c4d4b3a02b3cbcb6369b90');
INSERT INTO "audit" VALUES('webknossos/brainlab',4,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','member/bob@brainlab.example','create','invite','requested','done',NULL,'{"role":"dataset_manager"}',NULL,'','ec3e1763a7edfe94a7d7914203144214c4da6844a0e5cba6d4dc2f7000eb20a2');
INSERT INTO "audit" VALUES('webknossos/brainlab',5,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','member/grace@brainlab.example','create','invite','requested','done',NULL,'{"role":"admin"}',NULL,'','d54e25c861c199a432a792035695f6a9466007a9161487284c53e4b98b118f45');
INSERT INTO "audit" VALUES('webknossos/brainlab',6,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','team/dense%20cells','create','direct','requested','done',NULL,'{"manages":["members"]}','["Dense Cells"]','','8f208efe16d5ac44d519d8f5257d45b009f68a911b82f8fe5be00d965be058be');
INSERT INTO "audit" VALUES('webknossos/brainlab',7,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','team/segmentation','create','direct','requested','done',NULL,'{"manages":["members"]}','["Segmentation"]','','cd27f5154156e4b917ac30aee862477dc35111d163e5833de6ee8e9a0c4e3b6d');
INSERT INTO "audit" VALUES('webknossos/brainlab',8,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','experience/ada@brainlab.example/nuclei','create','direct','requested','done',NULL,'{"level":5}',NULL,'','8f86f28bf10919b2b5e9e9f4d34a31cca7b1b6238e64ab17cba5e77371a1b9c5');
INSERT INTO "audit" VALUES('webknossos/brainlab',9,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','membership/dense%20cells/alan@brainlab.example','create','direct','requested','done',NULL,'{"role":"team_manager"}','["Dense Cells","alan@brainlab.example"]','','8342ab48d1274496311d7d9aa35492269e3bea29268dc80645f5e255d812368e');
INSERT INTO "audit" VALUES('webknossos/brainlab',10,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','membership/dense%20cells/bob@brainlab.example','create','direct','requested','done',NULL,'{"role":"member"}','["Dense Cells","bob@brainlab.example"]','','7491cb358d962b131dd450f6d8fbf3aac9c53de3cb1725cf0178cc1c857b14a0');
INSERT INTO "audit" VALUES('webknossos/brainlab',11,'20261129T061711Z-c79c5890','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','membership/segmentation/alan@brainlab.example','create','direct','requested','done',NULL,'{"role":"member"}','["Segmentation","alan@brainlab.example"]','','e96b5978aba6d366ad8dbb0ca7141d9150de0211bffde6cafa1c33fb72865d36');
INSERT INTO "audit" VALUES('webknossos/brainlab',12,'20261129T061712Z-78458a30','93d85c45ce61586944ed300d823015d4ea6bb024f837e68f2023efea02ce346e','2026-11-29T06:17:12Z','ada@brainlab.example','membership/dense%20cells/bob@brainlab.example','delete','direct','requested','done','{"role":"member"}',NULL,'["Dense Cells","bob@brainlab.example"]','','40dd76726ec51f8bc10906065ef6d6181f66d7cf690f9ad387ea43962c5ce0a4');
INSERT INTO "audit" VALUES('webknossos/brainlab',13,'20261129T061712Z-78458a30','93d85c45ce61586944ed300d823015d4ea6bb024f837e68f2023efea02ce346e','2026-11-29T06:17:12Z','ada@brainlab.example','member/bob@brainlab.example','update','direct','requested','done','{"role":"dataset_manager"}','{"active":false,"role":"dataset_manager"}',NULL,'','d750f9c5986d7ea29b8a1589d85a01a68c6662ee3a4bb1dc4a2f5b4112c55384');
INSERT INTO "audit" VALUES('webknossos/brainlab',14,'20261129T061712Z-78458a30','93d85c45ce61586944ed300d823015d4ea6bb024f837e68f2023efea02ce346e','2026-11-29T06:17:12Z','ada@brainlab.example','experience/ada@brainlab.example/nuclei','update','direct','requested','done','{"level":5}','{"level":7}',NULL,'','25c694b664f6e29fa781c614e9500321376e924743cd9aa48da239c39c1061bb');
CREATE TABLE consumed_plan (
	org TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	run TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_consumed_plan PRIMARY KEY (org, "plan")
)
 WITHOUT ROWID

;
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','20261129T061711Z-c79c5890',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','20261129T061711Z-c79c5890',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','93d85c45ce61586944ed300d823015d4ea6bb024f837e68f2023efea02ce346e','20261129T061712Z-78458a30',2);
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
INSERT INTO "org" VALUES('encord/acme-vision',1,'c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4',5,'["200ee23d913451d21f0f187a85b0d2e760084b7ca7b23c7fd059236b73957dfd","d40597e84aae66e227b38f951fba18a2f3b1f22aee1e1c5ddd580bf34a407efb"]');
INSERT INTO "org" VALUES('webknossos/brainlab',2,'c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6',14,'["363cf1e1f7f8661a072179111aa92a59e3b81bf932cb7aaa251e992d3d81c036","8b12b408f8f8deb51ea67b85a3dfa816ed92af1df8877c28327f238842b3e763","6d05e68632c5e02b687b754c5304456fd28e88d94bdcf3a5334deb2013485470"]');
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
INSERT INTO "run" VALUES('encord/acme-vision','20261129T061711Z-c79c5890',1,'00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','c363402fb304bc08c45b691d3e464beaf15eb3765cb03018fe31797787f238e4',5,'8c23b50e01ca392e2559dc4915fb2e23e18b8be9d4d6f3f8bbfc160ac291e257','');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T061711Z-c79c5890',1,'00aa8af33ab963b540ad38df214a66a62903ca136effe0d95639b09a5ba860dc','2026-11-29T06:17:11Z','ada@brainlab.example','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','887213776af9f529a9a2b2174dcb452b9137797bf3260eb10c62789eddd28d93',11,'d4abdad31beb9e797356eb47133ec8aa51570a7d5d91100a64ce861f27fd493c','');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T061712Z-78458a30',2,'93d85c45ce61586944ed300d823015d4ea6bb024f837e68f2023efea02ce346e','2026-11-29T06:17:12Z','ada@brainlab.example','','done',2,'887213776af9f529a9a2b2174dcb452b9137797bf3260eb10c62789eddd28d93','c4bfae179961e10eb2d6c920e5faa3c7232493deafa57c6d60648045afa237e6',14,'3959682903555cc0d02731e6baa2afa170422320302c202a2f722ff347569164','');
CREATE TABLE store_meta (
	one INTEGER NOT NULL, 
	lineage TEXT NOT NULL, 
	format BIGINT NOT NULL, 
	CONSTRAINT pk_store_meta PRIMARY KEY (one), 
	CONSTRAINT ck_store_meta_one CHECK (one = 1)
);
INSERT INTO "store_meta" VALUES(1,'6e44ee2a-0603-4258-96cc-254382279dbb',2);
CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_keeps_values BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE VIEW domain_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS domain, json_extract(attrs, '$.description') AS description, attrs, serial FROM resource WHERE kind = 'domain';
CREATE VIEW member_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS member, json_extract(attrs, '$.name') AS name, json_extract(attrs, '$.role') AS role, coalesce(json_extract(attrs, '$.active'), 1) AS active, json_extract(attrs, '$.replacement') AS replacement, json_extract(attrs, '$.allow_billable_activities') AS allow_billable_activities, json_extract(attrs, '$.project_access') AS project_access, json_extract(attrs, '$.app_access') AS app_access, attrs, serial FROM resource WHERE kind = 'member';
CREATE VIEW team_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS team, json_extract(attrs, '$.description') AS description, attrs, serial FROM resource WHERE kind = 'team';
CREATE VIEW task_type_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS task_type, json_extract(attrs, '$.description') AS description, json_extract(attrs, '$.team') AS team, json_extract(attrs, '$.requires') AS requires, attrs, serial FROM resource WHERE kind = 'task_type';
CREATE VIEW tag_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS tag, json_extract(attrs, '$.description') AS description, attrs, serial FROM resource WHERE kind = 'tag';
CREATE VIEW ontology_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS ontology, json_extract(attrs, '$.owner') AS owner, attrs, serial FROM resource WHERE kind = 'ontology';
CREATE VIEW dataset_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS dataset, json_extract(attrs, '$.owner') AS owner, attrs, serial FROM resource WHERE kind = 'dataset';
CREATE VIEW folder_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS folder, attrs, serial FROM resource WHERE kind = 'folder';
CREATE VIEW app_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS app, attrs, serial FROM resource WHERE kind = 'app';
CREATE VIEW project_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS project, json_extract(attrs, '$.description') AS description, json_extract(attrs, '$.owner') AS owner, json_extract(attrs, '$.team') AS team, json_extract(attrs, '$.requires') AS requires, json_extract(attrs, '$.paused') AS paused, json_extract(attrs, '$.ontology') AS ontology, json_extract(attrs, '$.bill_to') AS bill_to, attrs, serial FROM resource WHERE kind = 'project';
CREATE VIEW confirmation_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(path, instr(path, '/') + 1)) AS entry, json_extract(attrs, '$.by') AS own_by, json_extract(attrs, '$.at') AS own_at, json_extract(attrs, '$.note') AS note, attrs, serial FROM resource WHERE kind = 'confirmation';
CREATE VIEW experience_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS member, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS domain, json_extract(attrs, '$.level') AS level, attrs, serial FROM resource WHERE kind = 'experience';
CREATE VIEW assignment_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS member, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS project, attrs, serial FROM resource WHERE kind = 'assignment';
CREATE VIEW invitation_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS member, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS number, json_extract(attrs, '$.token') AS token, json_extract(attrs, '$.name') AS name, json_extract(attrs, '$.sent') AS sent, json_extract(attrs, '$.expires') AS expires, json_extract(attrs, '$.accepted') AS accepted, attrs, serial FROM resource WHERE kind = 'invitation';
CREATE VIEW membership_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS team, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS member, json_extract(attrs, '$.role') AS role, attrs, serial FROM resource WHERE kind = 'membership';
CREATE VIEW project_grant_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS project, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS subject, json_extract(attrs, '$.level') AS level, attrs, serial FROM resource WHERE kind = 'project_grant';
CREATE VIEW dataset_grant_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS dataset, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS subject, json_extract(attrs, '$.level') AS level, attrs, serial FROM resource WHERE kind = 'dataset_grant';
CREATE VIEW ontology_grant_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS ontology, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS subject, json_extract(attrs, '$.level') AS level, attrs, serial FROM resource WHERE kind = 'ontology_grant';
CREATE VIEW folder_grant_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS folder, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS subject, json_extract(attrs, '$.level') AS level, attrs, serial FROM resource WHERE kind = 'folder_grant';
CREATE VIEW app_grant_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS app, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS subject, json_extract(attrs, '$.level') AS level, attrs, serial FROM resource WHERE kind = 'app_grant';
CREATE VIEW project_tag_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS project, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS tag, attrs, serial FROM resource WHERE kind = 'project_tag';
CREATE VIEW project_dataset_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS project, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS dataset, attrs, serial FROM resource WHERE kind = 'project_dataset';
CREATE VIEW restriction_view AS SELECT org, coalesce(json_extract(name, '$[0]'), substr(substr(path, instr(path, '/') + 1), 1, instr(substr(path, instr(path, '/') + 1), '/') - 1)) AS project, coalesce(json_extract(name, '$[1]'), substr(substr(path, instr(path, '/') + 1), instr(substr(path, instr(path, '/') + 1), '/') + 1)) AS restriction, json_extract(attrs, '$.to') AS own_to, attrs, serial FROM resource WHERE kind = 'restriction';
CREATE VIEW org_view AS SELECT o.org, json_extract(attrs, '$.name') AS name, json_extract(attrs, '$.type') AS type, json_extract(attrs, '$.owner') AS owner, json_extract(attrs, '$.plan') AS plan, r.attrs, o.serial, o.digest, o.size AS audit_entries FROM org AS o LEFT JOIN resource AS r ON r.org = o.org AND r.path = 'org';
COMMIT;
