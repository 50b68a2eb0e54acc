PRAGMA application_id=1919247215;
PRAGMA user_version=8;
BEGIN TRANSACTION;
CREATE TABLE activity (
	org TEXT NOT NULL, 
	date TEXT NOT NULL, 
	member TEXT NOT NULL, 
	project TEXT NOT NULL, 
	task TEXT NOT NULL, 
	type TEXT NOT NULL, 
	submissions BIGINT NOT NULL, 
	time_ms BIGINT NOT NULL, 
	CONSTRAINT pk_activity PRIMARY KEY (org, date, member, project, task, type)
)
 WITHOUT ROWID

;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0008');
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
	hash TEXT NOT NULL, previous TEXT, approvers TEXT, learnt TEXT, handover TEXT, erased TEXT, 
	CONSTRAINT pk_audit PRIMARY KEY (org, seq)
)
 WITHOUT ROWID

;
INSERT INTO "audit" VALUES('encord/acme-vision',1,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~deaaf37bd9fc1154d967c26d59731b57657d6fff4f1beb3d6d5677ace21a9c4f','org','create','manual','requested','done',NULL,'{"manages":["members","teams"]}',NULL,'','f3d3ccddc0d42c54c0e6ea01fbb498758d9872bf943db6d50f54f458eff43152',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',2,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~deaaf37bd9fc1154d967c26d59731b57657d6fff4f1beb3d6d5677ace21a9c4f','member/~73f920a59da8e54fc001919928e3ecaec5ff90fa74b3e6680b0919e660779ec4','create','direct','requested','done',NULL,'{"role":"internal_admin"}',NULL,'','0b872aa968b976fa823557e323e914011570cfb655d610810ae97a07af5cf789',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',3,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~deaaf37bd9fc1154d967c26d59731b57657d6fff4f1beb3d6d5677ace21a9c4f','member/~f8427676819ac8ce42a1e851d85fe01280fb6b6341e79f1e4a17bac81b505f29','create','direct','requested','done',NULL,'{"role":"internal_member"}',NULL,'','a039ea32bc66a747a563112c791daa0d35653cb052983c1d93d3eea34ac54df2',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',4,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~deaaf37bd9fc1154d967c26d59731b57657d6fff4f1beb3d6d5677ace21a9c4f','team/grosser%20b%C3%A4r','create','direct','requested','done',NULL,'{"manages":["members"]}','["Großer Bär"]','','7d4fee53f6154b67d37afd41ada643371f478bb5699db74a86fc825695779c3e',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',5,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~deaaf37bd9fc1154d967c26d59731b57657d6fff4f1beb3d6d5677ace21a9c4f','membership/grosser%20b%C3%A4r/~f8427676819ac8ce42a1e851d85fe01280fb6b6341e79f1e4a17bac81b505f29','create','direct','requested','done',NULL,'{"role":"member"}','["Großer Bär","~f8427676819ac8ce42a1e851d85fe01280fb6b6341e79f1e4a17bac81b505f29"]','','c3ba9bbb4a1010405b9bd21964d9be24011e5ee7079d8645db291dd7f65951f2',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',1,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','org','create','manual','requested','done',NULL,'{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,'','097ccf22455a0c8826267e34ac3b18cc394fc203800ad5753436d3fb050d7c87',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',2,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','member/~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','create','invite','requested','done',NULL,'{"manages":["experience"],"role":"admin"}',NULL,'','93ef4c1c4df366949099b2ea78d6d02c8362b743f4420f36a9719eb6bc2ac99a',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',3,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','member/~57a9cdc5e729a877654b5b280e1b5170a2f68d62af7420e1d23fa674bec3b674','create','invite','requested','done',NULL,'{"role":"member"}',NULL,'','f05072c93b2076bcf5675d56c8d0d7bf8bdbb815282d02a61354701e56182014',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',4,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','member/~78c685fae790b866cfe04766cdc2f5d705685c63393425eed91c9f8a6e187562','create','invite','requested','done',NULL,'{"role":"dataset_manager"}',NULL,'','5be445ec86fef14b0999ae1853437a3da5682711e296a220990daf17b7a55c4e',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',5,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','member/~690b9acb6ed3cacc90ab8bfc2db08c2d1243da2bc32cbb0b9ad580c78980b6bf','create','invite','requested','done',NULL,'{"role":"admin"}',NULL,'','529ce7a03c8bfb33ed2e7b915b3b73d96d35e7864a728bba75e53d52311967d9',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',6,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','team/dense%20cells','create','direct','requested','done',NULL,'{"manages":["members"]}','["Dense Cells"]','','95689d5f32a1b5ce58d937371593d8fc80f41cccde06d22e83c8a792f83563e6',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',7,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','team/segmentation','create','direct','requested','done',NULL,'{"manages":["members"]}','["Segmentation"]','','79bfd605aae83d1c4908d5e88261870921f03b595affdcd733f5ac2c59009f35',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',8,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','experience/~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab/nuclei','create','direct','requested','done',NULL,'{"level":5}',NULL,'','1645c3f4df64521a9880e1f8c4a71f6304bef62e48a2c6861cca9aabf719010e',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',9,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','membership/dense%20cells/~57a9cdc5e729a877654b5b280e1b5170a2f68d62af7420e1d23fa674bec3b674','create','direct','requested','done',NULL,'{"role":"team_manager"}','["Dense Cells","~57a9cdc5e729a877654b5b280e1b5170a2f68d62af7420e1d23fa674bec3b674"]','','bdcfb156fb13001db25904594687e2436a268e0df2cebb7f2af623874988858f',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',10,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','membership/dense%20cells/~78c685fae790b866cfe04766cdc2f5d705685c63393425eed91c9f8a6e187562','create','direct','requested','done',NULL,'{"role":"member"}','["Dense Cells","~78c685fae790b866cfe04766cdc2f5d705685c63393425eed91c9f8a6e187562"]','','eea8ba2e3e433999059863ce7b4336d618b9d433fef38d76d19f7f0a7c6e2503',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',11,'20261130T162728Z-656235ea','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','membership/segmentation/~57a9cdc5e729a877654b5b280e1b5170a2f68d62af7420e1d23fa674bec3b674','create','direct','requested','done',NULL,'{"role":"member"}','["Segmentation","~57a9cdc5e729a877654b5b280e1b5170a2f68d62af7420e1d23fa674bec3b674"]','','35f12432052a693171c3b298a20bdbda16e2318fa414abe390eebeccf0699041',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',12,'20261130T162731Z-020c8751','fc40f4243f23e17e7fb287fd6e440b987a7f40d7d9b5c59c842c42dd3b8485e8','2026-11-30T16:27:31Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','membership/dense%20cells/~78c685fae790b866cfe04766cdc2f5d705685c63393425eed91c9f8a6e187562','delete','direct','requested','done','{"role":"member"}',NULL,'["Dense Cells","~78c685fae790b866cfe04766cdc2f5d705685c63393425eed91c9f8a6e187562"]','','1348a432284bb383822b7960d71ee158a52fedfb1d188f9f9004966ec29f43cd',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',13,'20261130T162731Z-020c8751','fc40f4243f23e17e7fb287fd6e440b987a7f40d7d9b5c59c842c42dd3b8485e8','2026-11-30T16:27:31Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','member/~78c685fae790b866cfe04766cdc2f5d705685c63393425eed91c9f8a6e187562','update','direct','requested','done','{"role":"dataset_manager"}','{"active":false,"role":"dataset_manager"}',NULL,'','96446dad4a912d0b6a474e5ce4ee23d40b04d7b858c7845457c926008a55b1a2',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',14,'20261130T162731Z-020c8751','fc40f4243f23e17e7fb287fd6e440b987a7f40d7d9b5c59c842c42dd3b8485e8','2026-11-30T16:27:31Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','experience/~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab/nuclei','update','direct','requested','done','{"level":5}','{"level":7}',NULL,'','7ada22311458052d6290256d8308a988cf1c0e9caf6720ff1de93bd680c159ab',NULL,NULL,'claim by os uid 0',NULL,NULL);
CREATE TABLE consumed_plan (
	org TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	run TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_consumed_plan PRIMARY KEY (org, "plan")
)
 WITHOUT ROWID

;
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','20261130T162728Z-656235ea',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','20261130T162728Z-656235ea',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','fc40f4243f23e17e7fb287fd6e440b987a7f40d7d9b5c59c842c42dd3b8485e8','20261130T162731Z-020c8751',2);
CREATE TABLE credit (
	org TEXT NOT NULL, 
	id TEXT NOT NULL, 
	at TEXT NOT NULL, 
	milli_credits BIGINT NOT NULL, 
	details TEXT NOT NULL, 
	job_type TEXT NOT NULL, 
	dataset TEXT NOT NULL, 
	job TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	refunds TEXT NOT NULL, 
	CONSTRAINT pk_credit PRIMARY KEY (org, id)
)
 WITHOUT ROWID

;
INSERT INTO "credit" VALUES('webknossos/brainlab','t1','2026-10-01',-1250,'名','','','','alan@brainlab.example','');
CREATE TABLE manifest (
	org TEXT NOT NULL, 
	line TEXT NOT NULL, 
	said BLOB NOT NULL, 
	CONSTRAINT pk_manifest PRIMARY KEY (org, line)
)
 WITHOUT ROWID

;
CREATE TABLE org (
	org TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	digest TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	frontier TEXT NOT NULL, "key" TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_org PRIMARY KEY (org)
)
 WITHOUT ROWID

;
INSERT INTO "org" VALUES('encord/acme-vision',1,'dd72d70a9f9ec4d9e5808b485030fcd305a7e72839247d2718bf78ad2efd3bc0',5,'["1c9e492b802b9d7d49e5db4b9f8ed921e275da07f979a030ed9248a4c24fb514","c3ba9bbb4a1010405b9bd21964d9be24011e5ee7079d8645db291dd7f65951f2"]','e70122e458e84f73b5ed96e192bf92acb0bd60c8c7004742a80ae2b0140d47e7');
INSERT INTO "org" VALUES('webknossos/brainlab',2,'fde70f2bcaf2f9461aee3210b8b395af400015d130b0ff33b0eb5312e23069aa',14,'["c13e225e7bbc5008f4adb89fc094ef8e5272a202dcc479404b55f256afa866bb","62dc8d0d76c9c6aa5d0569bee861c31ddad7de757e11aefdd078d99c8760dbf5","f915664a9cf9348689378e096228e7b7a34eae30d8efd917b61cc2cd14ba2793"]','5fb2570751b077ec9f827b4707581baed2e94b22a68d348905fa8fec8678eccb');
CREATE TABLE person (
	org TEXT NOT NULL, 
	commitment TEXT NOT NULL, 
	person TEXT NOT NULL, 
	value TEXT NOT NULL, 
	salt TEXT NOT NULL, 
	CONSTRAINT pk_person PRIMARY KEY (org, commitment)
)
 WITHOUT ROWID

;
INSERT INTO "person" VALUES('encord/acme-vision','~73f920a59da8e54fc001919928e3ecaec5ff90fa74b3e6680b0919e660779ec4','ada@vision.example','ada@vision.example','7f9b21e3d8e478c01f54bcb518725d4120add73582d251fa6683ad229470593a');
INSERT INTO "person" VALUES('encord/acme-vision','~deaaf37bd9fc1154d967c26d59731b57657d6fff4f1beb3d6d5677ace21a9c4f','ada@brainlab.example','ada@brainlab.example','9367778169384cf3995d0602fda3cbc1bcd9a61d4d98c70876131da04f0e23bf');
INSERT INTO "person" VALUES('encord/acme-vision','~f8427676819ac8ce42a1e851d85fe01280fb6b6341e79f1e4a17bac81b505f29','carl@vision.example','carl@vision.example','7435d2870f26355caef573955613582e4b5016709b1afdba3ac7200d99018d9c');
INSERT INTO "person" VALUES('webknossos/brainlab','~57a9cdc5e729a877654b5b280e1b5170a2f68d62af7420e1d23fa674bec3b674','alan@brainlab.example','alan@brainlab.example','080516103da7e5e6a99d40a9a07c39f878f57798c401dea671674b65c248d383');
INSERT INTO "person" VALUES('webknossos/brainlab','~690b9acb6ed3cacc90ab8bfc2db08c2d1243da2bc32cbb0b9ad580c78980b6bf','grace@brainlab.example','grace@brainlab.example','c19866645150d3b922b9910e3624565f2d8cf14e06d9e5c2c4e9d02bd1e961d2');
INSERT INTO "person" VALUES('webknossos/brainlab','~78c685fae790b866cfe04766cdc2f5d705685c63393425eed91c9f8a6e187562','bob@brainlab.example','bob@brainlab.example','4e6694c25fd0efaf9ba998a15f18ee4e42f4efc805128895e12daeee21921167');
INSERT INTO "person" VALUES('webknossos/brainlab','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','ada@brainlab.example','ada@brainlab.example','94b450d121d25aad815b7fe3014a9ab1a91a77fb42b644ce70b7bc182c27b525');
CREATE TABLE plan_update (
	org TEXT NOT NULL, 
	at TEXT NOT NULL, 
	run TEXT NOT NULL, 
	description TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	"plan" TEXT, 
	paid_until TEXT, 
	included_users BIGINT, 
	included_storage BIGINT, 
	ai_plan TEXT, 
	annotator_seats BIGINT, 
	supervisor_seats BIGINT, 
	CONSTRAINT pk_plan_update PRIMARY KEY (org, at, run)
)
 WITHOUT ROWID

;
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
INSERT INTO "run" VALUES('encord/acme-vision','20261130T162728Z-656235ea',1,'e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~deaaf37bd9fc1154d967c26d59731b57657d6fff4f1beb3d6d5677ace21a9c4f','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','dd72d70a9f9ec4d9e5808b485030fcd305a7e72839247d2718bf78ad2efd3bc0',5,'7ada7c53bb071f70c911790be5c77aa4c05f23fe7850dd5a0c044f39dd62e830','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261130T162728Z-656235ea',1,'e2ed821b2db1d0050b6066cd487dac95ec9de782427127a55a5f4cfe894a7371','2026-11-30T16:27:28Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','a86f053c19b4e23b80cbdeac9477512c561c9c3a3759af39e9414bdb73fb78e8',11,'981518e4204bc4320f1fb34ed1e583168dc296d7a78054a6ab40c0307580c183','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261130T162731Z-020c8751',2,'fc40f4243f23e17e7fb287fd6e440b987a7f40d7d9b5c59c842c42dd3b8485e8','2026-11-30T16:27:31Z','~8a85ea0073efeb7a4af85a9160be03c0b5e27203d584ea4a9ec0b6139dccbdab','','done',2,'a86f053c19b4e23b80cbdeac9477512c561c9c3a3759af39e9414bdb73fb78e8','fde70f2bcaf2f9461aee3210b8b395af400015d130b0ff33b0eb5312e23069aa',14,'4fd0ed3d906e40e8244856c10161ef8f151b86881b1e1ac4accf2fea53ea0014','','claim by os uid 0');
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
INSERT INTO "settled" VALUES('encord/acme-vision',1,'dd72d70a9f9ec4d9e5808b485030fcd305a7e72839247d2718bf78ad2efd3bc0','reconciler 0.1.0 135df007e9e9e2ed','2026-11-30T16:27:28Z','2027-03-01T00:00:00Z','9199231a74ec07144bfd029abb3efba94cd6e4cbb778abd282597c58f3b2f445 vision.yaml','','75629854a4fe71b3399dad9174765e6c7448b3571cdc17d028ea117c5d342115','');
INSERT INTO "settled" VALUES('webknossos/brainlab',2,'fde70f2bcaf2f9461aee3210b8b395af400015d130b0ff33b0eb5312e23069aa','reconciler 0.1.0 135df007e9e9e2ed','2026-11-30T16:27:32Z','2027-03-01T00:00:00Z','01ddb0560d32012debf69b88fb875527d78f88386173dd4e45b8c04bce00196e lab.yaml','','','');
CREATE TABLE storage (
	org TEXT NOT NULL, 
	at TEXT NOT NULL, 
	dataset TEXT NOT NULL, 
	bytes BIGINT NOT NULL, 
	CONSTRAINT pk_storage PRIMARY KEY (org, at, dataset)
)
 WITHOUT ROWID

;
CREATE TABLE store_meta (
	one INTEGER NOT NULL, 
	lineage TEXT NOT NULL, 
	format BIGINT NOT NULL, "key" TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_store_meta PRIMARY KEY (one), 
	CONSTRAINT ck_store_meta_one CHECK (one = 1)
);
INSERT INTO "store_meta" VALUES(1,'3f0879d1-7111-4b52-93de-40829b76f763',8,'9b4a4192f91c9a39094897ae039203e812bca512aa47c626a6f6ba7cb01a6511');
CREATE TABLE task_completion (
	org TEXT NOT NULL, 
	at TEXT NOT NULL, 
	project TEXT NOT NULL, 
	task TEXT NOT NULL, 
	member TEXT NOT NULL, 
	time_ms BIGINT NOT NULL, 
	CONSTRAINT pk_task_completion PRIMARY KEY (org, at, project, task, member)
)
 WITHOUT ROWID

;
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
CREATE INDEX ix_credit_org_at ON credit (org, at);
CREATE INDEX ix_activity_org_member_date ON activity (org, member, date);
CREATE INDEX ix_task_completion_org_member_at ON task_completion (org, member, at);
COMMIT;
