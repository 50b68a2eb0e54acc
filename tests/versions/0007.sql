PRAGMA application_id=1919247215;
PRAGMA user_version=7;
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
INSERT INTO "alembic_version" VALUES('0007');
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
INSERT INTO "audit" VALUES('encord/acme-vision',1,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~d6646dc7b85061e86aefb7733a4a6d0ef57ecb801718c34e21bc8cae1de0d8cd','org','create','manual','requested','done',NULL,'{"manages":["members","teams"]}',NULL,'','519b318ce79287e76723e61dc1c1ef4b520a3fc372674aed7a088e511a76eee2',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',2,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~d6646dc7b85061e86aefb7733a4a6d0ef57ecb801718c34e21bc8cae1de0d8cd','member/~f0944f9e9bcf5edbc7ce88fa9d0cbc9dd099da82656fb06a50b4ae057b2e7ec7','create','direct','requested','done',NULL,'{"role":"internal_admin"}',NULL,'','99699df72cfdeb2dfc7d4a9935ad16cb6c93c25fe46f57a49f62d81930697b44',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',3,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~d6646dc7b85061e86aefb7733a4a6d0ef57ecb801718c34e21bc8cae1de0d8cd','member/~13e7bb0d08d1facbd3351f96f798276b629487a510ebe661930dcf9ffa43ddbf','create','direct','requested','done',NULL,'{"role":"internal_member"}',NULL,'','9b937a4a05ee2156a0803695780fa92930bf498274aa4547dd1dd22d9f1a9abb',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',4,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~d6646dc7b85061e86aefb7733a4a6d0ef57ecb801718c34e21bc8cae1de0d8cd','team/grosser%20b%C3%A4r','create','direct','requested','done',NULL,'{"manages":["members"]}','["Großer Bär"]','','c75d1ede179ff155e87c81bdc7cea57ae58b7af3202b50f629dded821d0af63b',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',5,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~d6646dc7b85061e86aefb7733a4a6d0ef57ecb801718c34e21bc8cae1de0d8cd','membership/grosser%20b%C3%A4r/~13e7bb0d08d1facbd3351f96f798276b629487a510ebe661930dcf9ffa43ddbf','create','direct','requested','done',NULL,'{"role":"member"}','["Großer Bär","~13e7bb0d08d1facbd3351f96f798276b629487a510ebe661930dcf9ffa43ddbf"]','','10d0d2e82db36b06393d7d6f2cd97ecd26d572ee18eb6504f613d5885aad40ea',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',1,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','org','create','manual','requested','done',NULL,'{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,'','766edbd7c6712ca9296d0cad3fe61d39d554537808953c47d53ea13f0912d3e4',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',2,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','member/~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','create','invite','requested','done',NULL,'{"manages":["experience"],"role":"admin"}',NULL,'','5060f92933785166704a1d6b8cab1ec0e9127ba49997ce239563ad8f897157ee',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',3,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','member/~f224ba4ff1781f956ffa6b5fec16884c0f51b8a952f7d48f76ba7248099fc7dd','create','invite','requested','done',NULL,'{"role":"member"}',NULL,'','ca85103d94c90ed7e4a75cbfe46572d5fd6d25d13cbd9846f595ca219e9e92a2',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',4,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','member/~4fae6ec6c03bde2701cbd3b0f7f652b4e47d3f9145aac3ebec3d5d43d289257e','create','invite','requested','done',NULL,'{"role":"dataset_manager"}',NULL,'','245ea8e645cdad7c26c4ec7c935a464219928a5eb4e0cd7b277856a5efeee8a1',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',5,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','member/~e97fb356f915e76f29ce7c60229fe6af195914e39dfdb13405fb653f46c7ac09','create','invite','requested','done',NULL,'{"role":"admin"}',NULL,'','5671cba44e05920f073c21ce64cf01b6dcbb64b07802d1cd7b363904e7f808d1',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',6,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','team/dense%20cells','create','direct','requested','done',NULL,'{"manages":["members"]}','["Dense Cells"]','','0031678e778fc4a29e1f0e7c6e95deeef934adcdfff0fd58525982d4f1f53e86',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',7,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','team/segmentation','create','direct','requested','done',NULL,'{"manages":["members"]}','["Segmentation"]','','7ad74215fa4c3d1d5a4e1950943f40ba1bf6560669ddae05abb2e4e953806c42',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',8,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','experience/~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa/nuclei','create','direct','requested','done',NULL,'{"level":5}',NULL,'','5632a0b5d97e135c7e0ea2ec5a32437120e33a9c321e5c80e203ccd620df845a',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',9,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','membership/dense%20cells/~f224ba4ff1781f956ffa6b5fec16884c0f51b8a952f7d48f76ba7248099fc7dd','create','direct','requested','done',NULL,'{"role":"team_manager"}','["Dense Cells","~f224ba4ff1781f956ffa6b5fec16884c0f51b8a952f7d48f76ba7248099fc7dd"]','','839d01b83044f5181cc14f122e7f9ad5cb6c65c445af84a279b544e947fb21a9',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',10,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','membership/dense%20cells/~4fae6ec6c03bde2701cbd3b0f7f652b4e47d3f9145aac3ebec3d5d43d289257e','create','direct','requested','done',NULL,'{"role":"member"}','["Dense Cells","~4fae6ec6c03bde2701cbd3b0f7f652b4e47d3f9145aac3ebec3d5d43d289257e"]','','429c871bc8877be681f3979d8603da8c149d421393b2c068ea669c04e4f698cc',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',11,'20261129T215914Z-bf95061b','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','membership/segmentation/~f224ba4ff1781f956ffa6b5fec16884c0f51b8a952f7d48f76ba7248099fc7dd','create','direct','requested','done',NULL,'{"role":"member"}','["Segmentation","~f224ba4ff1781f956ffa6b5fec16884c0f51b8a952f7d48f76ba7248099fc7dd"]','','65db808ee16660c4155c290aaaac194765883a1ab813983be73a4f0a8489dc76',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',12,'20261129T215926Z-265228d6','bbd649df051be6bfa439d29ee75aa51bcb15a839dd27717a457d90416fe97516','2026-11-29T21:59:26Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','membership/dense%20cells/~4fae6ec6c03bde2701cbd3b0f7f652b4e47d3f9145aac3ebec3d5d43d289257e','delete','direct','requested','done','{"role":"member"}',NULL,'["Dense Cells","~4fae6ec6c03bde2701cbd3b0f7f652b4e47d3f9145aac3ebec3d5d43d289257e"]','','d1e811096841f82689b82cd9cd7ada7346ea945947e6524000f3d8417476ceb5',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',13,'20261129T215926Z-265228d6','bbd649df051be6bfa439d29ee75aa51bcb15a839dd27717a457d90416fe97516','2026-11-29T21:59:26Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','member/~4fae6ec6c03bde2701cbd3b0f7f652b4e47d3f9145aac3ebec3d5d43d289257e','update','direct','requested','done','{"role":"dataset_manager"}','{"active":false,"role":"dataset_manager"}',NULL,'','932424988a1ff36efc93ef1c427d6207878a6c735a08b4c3d919eab08d2a84d5',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',14,'20261129T215926Z-265228d6','bbd649df051be6bfa439d29ee75aa51bcb15a839dd27717a457d90416fe97516','2026-11-29T21:59:26Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','experience/~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa/nuclei','update','direct','requested','done','{"level":5}','{"level":7}',NULL,'','6d8ffd4fa53051bfd4a25827a5fe15fa57b468ed5ebef0aa804ad9de9d6d48b7',NULL,NULL,'claim by os uid 0',NULL,NULL);
CREATE TABLE consumed_plan (
	org TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	run TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_consumed_plan PRIMARY KEY (org, "plan")
)
 WITHOUT ROWID

;
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','20261129T215914Z-bf95061b',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','bbd649df051be6bfa439d29ee75aa51bcb15a839dd27717a457d90416fe97516','20261129T215926Z-265228d6',2);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','20261129T215914Z-bf95061b',1);
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
INSERT INTO "org" VALUES('encord/acme-vision',1,'ab49a35213dcc09057f773d59d8044fa702097f8de409a837ae1667a4838bd26',5,'["28252275f32fab5b7c221fdf29df30eb37b3065a745f2b38b981d461a0c965a0","10d0d2e82db36b06393d7d6f2cd97ecd26d572ee18eb6504f613d5885aad40ea"]','a9bb3e02035a8e6670ef4dc69963bdb3e6663b846dc1111c3f279231af6d79ea');
INSERT INTO "org" VALUES('webknossos/brainlab',2,'7a90d3be71c44426b61ceefd8074314fb059d47f2fa440ca170077a211248d26',14,'["d6032fbe7cfa85dfa1a7dedae1a5833a44ee3e683c787941b62ad2f3e4fdc2fd","8050d986623aadff5d1070d1cc09f2a3ec1f8d0329a9fe646de58d29ee651cf8","f43f596140782554d08c8c7fb91a8cf1fa7cd3fed045c3daca83e2e7021a051c"]','971612931c65f98fadd73ad98d67449a8cc97ae6b4936006617eb5f44eb27513');
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
INSERT INTO "person" VALUES('encord/acme-vision','~13e7bb0d08d1facbd3351f96f798276b629487a510ebe661930dcf9ffa43ddbf','carl@vision.example','carl@vision.example','50da39555aa20921615c1d9b62973611e830935ad028144d667207aa42a1a6cf');
INSERT INTO "person" VALUES('encord/acme-vision','~d6646dc7b85061e86aefb7733a4a6d0ef57ecb801718c34e21bc8cae1de0d8cd','ada@brainlab.example','ada@brainlab.example','be30707781134896ec8bdd1a325dfa32cb48f68188773e716d8f9f13a82e0f84');
INSERT INTO "person" VALUES('encord/acme-vision','~f0944f9e9bcf5edbc7ce88fa9d0cbc9dd099da82656fb06a50b4ae057b2e7ec7','ada@vision.example','ada@vision.example','a2f4cfbb7132a210630b4d4b94f8f177439cd8eb809a6a8827aae644fd66a018');
INSERT INTO "person" VALUES('webknossos/brainlab','~4fae6ec6c03bde2701cbd3b0f7f652b4e47d3f9145aac3ebec3d5d43d289257e','bob@brainlab.example','bob@brainlab.example','4e6d536b253def04e4bc9eec7e36f0d82ffc403282a99554449edb0bab6c5918');
INSERT INTO "person" VALUES('webknossos/brainlab','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','ada@brainlab.example','ada@brainlab.example','e7fca5d35132a89f5dc42219e7f31fe944b1c939fbf59f48a021a84a88011bae');
INSERT INTO "person" VALUES('webknossos/brainlab','~e97fb356f915e76f29ce7c60229fe6af195914e39dfdb13405fb653f46c7ac09','grace@brainlab.example','grace@brainlab.example','76e83edaf1ad1a90ba4df57b5b34b0259d12f85cc19f6731ad362026b8c52d81');
INSERT INTO "person" VALUES('webknossos/brainlab','~f224ba4ff1781f956ffa6b5fec16884c0f51b8a952f7d48f76ba7248099fc7dd','alan@brainlab.example','alan@brainlab.example','4fa3fa2128bd2bfe122dfb3c4d3aae647fea62aa335164e864f8b446a37bea66');
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
INSERT INTO "run" VALUES('encord/acme-vision','20261129T215914Z-bf95061b',1,'d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~d6646dc7b85061e86aefb7733a4a6d0ef57ecb801718c34e21bc8cae1de0d8cd','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','ab49a35213dcc09057f773d59d8044fa702097f8de409a837ae1667a4838bd26',5,'b02ddb498013ca90afc4480c86a3103f00c3a74676cf707b4f6186ae0b8e555d','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T215914Z-bf95061b',1,'d3d31bdcfc7db0405b6ba677096c8f0d2a2fd8a59743958be5a850b3ea9e18ee','2026-11-29T21:59:14Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','277a98b8ee619b51b4042f0edf12386f3c79b8bd0cc3166892b6e0591e42dd11',11,'609944c778b264b39edc2c4c04f1bbfe3fe61fd6af7a6cf2186b4c78a6077a62','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T215926Z-265228d6',2,'bbd649df051be6bfa439d29ee75aa51bcb15a839dd27717a457d90416fe97516','2026-11-29T21:59:26Z','~6b29566f99acbd167598581309a75f473380e473dc13f954ae8286dcfe9fbdaa','','done',2,'277a98b8ee619b51b4042f0edf12386f3c79b8bd0cc3166892b6e0591e42dd11','7a90d3be71c44426b61ceefd8074314fb059d47f2fa440ca170077a211248d26',14,'397998b47b1092edab94ad223c5757554eeb0f1404b000dc73e5f1dfb684223f','','claim by os uid 0');
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
INSERT INTO "settled" VALUES('encord/acme-vision',1,'ab49a35213dcc09057f773d59d8044fa702097f8de409a837ae1667a4838bd26','reconciler 0.1.0 0a0784842478e357','2026-11-29T21:59:16Z','2027-02-28T00:00:00Z','9199231a74ec07144bfd029abb3efba94cd6e4cbb778abd282597c58f3b2f445 vision.yaml','','8541598ca13ded9815f9843e66c97b997d0bae64727ba2ec38bdb70aa2e682ad','');
INSERT INTO "settled" VALUES('webknossos/brainlab',2,'7a90d3be71c44426b61ceefd8074314fb059d47f2fa440ca170077a211248d26','reconciler 0.1.0 0a0784842478e357','2026-11-29T21:59:27Z','2027-02-28T00:00:00Z','01ddb0560d32012debf69b88fb875527d78f88386173dd4e45b8c04bce00196e lab.yaml','','','');
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
INSERT INTO "store_meta" VALUES(1,'957383ce-fa60-46b7-8e38-e256c6211bd7',7,'8953ab4dea0379ee6e102ea2d4dc7495a6d91b36e960911ca32ab291c92d040c');
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
