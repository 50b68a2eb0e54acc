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
INSERT INTO "audit" VALUES('encord/acme-vision',1,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~ef7bcfbe99b76bb51b5bda59600a0919f96e9b23ee5b9d87819f771e07a79626','org','create','manual','requested','done',NULL,'{"manages":["members","teams"]}',NULL,'','c584f5a9171ab3322bc80e3295b1350e504bd7f7b6d68b64cca1f897ffa93e5f',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',2,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~ef7bcfbe99b76bb51b5bda59600a0919f96e9b23ee5b9d87819f771e07a79626','member/~812caee17695c541669287c104df769409090eb59d51644017b54381f346da52','create','direct','requested','done',NULL,'{"role":"internal_admin"}',NULL,'','58c7b19a76dc21e5fd1a1baf1755d6b66f404ca1796d21021372a23033b3017a',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',3,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~ef7bcfbe99b76bb51b5bda59600a0919f96e9b23ee5b9d87819f771e07a79626','member/~2dedf25ed4523a7a82893de4252a5b8b9ded12b129d82eaf9ae6029f85b1ba54','create','direct','requested','done',NULL,'{"role":"internal_member"}',NULL,'','49b393f434e6dc207291e7642ca882018286d34129e2901589a71408c7c0b9d8',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',4,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~ef7bcfbe99b76bb51b5bda59600a0919f96e9b23ee5b9d87819f771e07a79626','team/grosser%20b%C3%A4r','create','direct','requested','done',NULL,'{"manages":["members"]}','["Großer Bär"]','','2f1c73997c4efe63d8c964446a9aef0cf42eb75bb72ba8f4fb23a4b2f6984daa',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',5,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~ef7bcfbe99b76bb51b5bda59600a0919f96e9b23ee5b9d87819f771e07a79626','membership/grosser%20b%C3%A4r/~2dedf25ed4523a7a82893de4252a5b8b9ded12b129d82eaf9ae6029f85b1ba54','create','direct','requested','done',NULL,'{"role":"member"}','["Großer Bär","~2dedf25ed4523a7a82893de4252a5b8b9ded12b129d82eaf9ae6029f85b1ba54"]','','078d4c7c309d7149c1dd38009b0e1b140bedb20e56fc07537b46ab4c7e532f2e',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',1,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','org','create','manual','requested','done',NULL,'{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,'','4022eac4c2955451fac7d780b716b5be65e53e401c5566c850e01a9b09a8d244',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',2,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','member/~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','create','invite','requested','done',NULL,'{"manages":["experience"],"role":"admin"}',NULL,'','b8b1297ed73fb6ed31e3a7d4b51db9a4f900fef0845c24ef663da62a17f824d0',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',3,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','member/~e6efad5a86ca8f7d8f90ef383da9a843d5c45ade44643b63e80ae0754530ecfb','create','invite','requested','done',NULL,'{"role":"member"}',NULL,'','a616fe48e01100bb41344753b38dde4e9a350cfed6c0c56ecceed20f537c87b3',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',4,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','member/~e5aead352fcee5b0695edddd4e27b6ab61413572db003713d97ba5da736aaa03','create','invite','requested','done',NULL,'{"role":"dataset_manager"}',NULL,'','c0eae3020db655718acb0e0f7f372666570d98ae45d2aa25017aa210aaccc80a',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',5,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','member/~f093e0646c9ccca2ccee640004132360764d9a338712721ff497b7f98bd8459d','create','invite','requested','done',NULL,'{"role":"admin"}',NULL,'','bc0193a9ad29281fbfd6777877ea09f8a5a44039b944467aa903bd206cbe6428',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',6,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','team/dense%20cells','create','direct','requested','done',NULL,'{"manages":["members"]}','["Dense Cells"]','','9558e77a17d5dcda12fb7e7647fb411782603d9ed3985c4efee71b7f2e852c56',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',7,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','team/segmentation','create','direct','requested','done',NULL,'{"manages":["members"]}','["Segmentation"]','','cd8428d7b9d94e6225d78c79bfce2ced04fac51e7840bc153e873708857a2c84',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',8,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','experience/~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b/nuclei','create','direct','requested','done',NULL,'{"level":5}',NULL,'','f01e35387f0734b7e9f8a2384ffd3a01ff7db7e50281580e1b99328c277893e4',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',9,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','membership/dense%20cells/~e6efad5a86ca8f7d8f90ef383da9a843d5c45ade44643b63e80ae0754530ecfb','create','direct','requested','done',NULL,'{"role":"team_manager"}','["Dense Cells","~e6efad5a86ca8f7d8f90ef383da9a843d5c45ade44643b63e80ae0754530ecfb"]','','4c0fae9da28d92861bf144f59293addef6a624ece31de6e090504592ec5c7a20',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',10,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','membership/dense%20cells/~e5aead352fcee5b0695edddd4e27b6ab61413572db003713d97ba5da736aaa03','create','direct','requested','done',NULL,'{"role":"member"}','["Dense Cells","~e5aead352fcee5b0695edddd4e27b6ab61413572db003713d97ba5da736aaa03"]','','669daa61ddd1b20fed90da49fd30d62855121e4aee035007f863d50d62caa1e0',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',11,'20261129T211422Z-5615d654','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','membership/segmentation/~e6efad5a86ca8f7d8f90ef383da9a843d5c45ade44643b63e80ae0754530ecfb','create','direct','requested','done',NULL,'{"role":"member"}','["Segmentation","~e6efad5a86ca8f7d8f90ef383da9a843d5c45ade44643b63e80ae0754530ecfb"]','','9c65ff2234fb32f1d13c8aa6291cf1a76ba5be75ff2a94513a7461fdd17e3b64',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',12,'20261129T211425Z-a023a759','0bc34f3703d0237cb1a707532eee204fd18c8bbca13f3af0005bd63febbe8077','2026-11-29T21:14:25Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','membership/dense%20cells/~e5aead352fcee5b0695edddd4e27b6ab61413572db003713d97ba5da736aaa03','delete','direct','requested','done','{"role":"member"}',NULL,'["Dense Cells","~e5aead352fcee5b0695edddd4e27b6ab61413572db003713d97ba5da736aaa03"]','','bedc317f16c5b4c8fdb1f13bb76d5f31256e7a38ea4479ff9109e9de8b1916b4',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',13,'20261129T211425Z-a023a759','0bc34f3703d0237cb1a707532eee204fd18c8bbca13f3af0005bd63febbe8077','2026-11-29T21:14:25Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','member/~e5aead352fcee5b0695edddd4e27b6ab61413572db003713d97ba5da736aaa03','update','direct','requested','done','{"role":"dataset_manager"}','{"active":false,"role":"dataset_manager"}',NULL,'','d60b742d38c90801d860371a43a06e781788d21dbd8c63d90efee24e5e853cb4',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',14,'20261129T211425Z-a023a759','0bc34f3703d0237cb1a707532eee204fd18c8bbca13f3af0005bd63febbe8077','2026-11-29T21:14:25Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','experience/~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b/nuclei','update','direct','requested','done','{"level":5}','{"level":7}',NULL,'','b17769a870c5f02cd3251e58e16f00472fd7f4c91f8111955c9e80ba64c34c17',NULL,NULL,'claim by os uid 0',NULL,NULL);
CREATE TABLE consumed_plan (
	org TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	run TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_consumed_plan PRIMARY KEY (org, "plan")
)
 WITHOUT ROWID

;
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','20261129T211422Z-5615d654',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','0bc34f3703d0237cb1a707532eee204fd18c8bbca13f3af0005bd63febbe8077','20261129T211425Z-a023a759',2);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','20261129T211422Z-5615d654',1);
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
INSERT INTO "org" VALUES('encord/acme-vision',1,'a76ce88a214cf3233387374c24dce88696300e89a5c2b44b99af022d4e108386',5,'["cbd13741286010cedee13e5705b1a44e659dd9b350342326f7a6aede8327632d","078d4c7c309d7149c1dd38009b0e1b140bedb20e56fc07537b46ab4c7e532f2e"]','673ab210cbd458414ef10b8760f2c6d1c2c47bc9fdcef0ad610276e5ddf97f4a');
INSERT INTO "org" VALUES('webknossos/brainlab',2,'4aa987c854a5f35a51b6fed21c5a9388c985e88dcd784d6ab98c193c1ffcd661',14,'["63c3a69a058295f5eac699bf67fb8af4bfd4fbb41c738bba5499de2fff5c3b97","6764161fd9e3688a1191109bc99e81c47836a6e6f780b0e2f4fe0d69d47f9b05","41851a3466e348f0f9a94ccdf6bfc59d776dba501b09da7df557325738082491"]','2a8cdfba0e9dfa06a9b6d3bfca8194f56fdd2f9c5f95346f0f54658b74001a26');
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
INSERT INTO "person" VALUES('encord/acme-vision','~2dedf25ed4523a7a82893de4252a5b8b9ded12b129d82eaf9ae6029f85b1ba54','carl@vision.example','carl@vision.example','e7201d91a34b4d00f0a11c1fa27c3dc100c9121d0058e70f692a0bf6ebbe9a39');
INSERT INTO "person" VALUES('encord/acme-vision','~812caee17695c541669287c104df769409090eb59d51644017b54381f346da52','ada@vision.example','ada@vision.example','1623e0cdc6ce04e7066bc036c3b30ba525756862da710f647a8dffd2ecfce788');
INSERT INTO "person" VALUES('encord/acme-vision','~ef7bcfbe99b76bb51b5bda59600a0919f96e9b23ee5b9d87819f771e07a79626','ada@brainlab.example','ada@brainlab.example','6d9572526d8257269c975d547c6161202f669111d550be499f4f3cbbe48dd3ed');
INSERT INTO "person" VALUES('webknossos/brainlab','~e5aead352fcee5b0695edddd4e27b6ab61413572db003713d97ba5da736aaa03','bob@brainlab.example','bob@brainlab.example','5756aebb18ad8ba54529b62d0c1f2894cef0563c81a3c666931191f32cb0ed63');
INSERT INTO "person" VALUES('webknossos/brainlab','~e6efad5a86ca8f7d8f90ef383da9a843d5c45ade44643b63e80ae0754530ecfb','alan@brainlab.example','alan@brainlab.example','a0e6511e7d4a952444a9de51c9a6ccd9bd1bb3f45e37be33f0aef0238a478925');
INSERT INTO "person" VALUES('webknossos/brainlab','~f093e0646c9ccca2ccee640004132360764d9a338712721ff497b7f98bd8459d','grace@brainlab.example','grace@brainlab.example','80224fa55cf0f87dba92910fed6c24e1bfbf2967424b22a09fa44f167504e6ae');
INSERT INTO "person" VALUES('webknossos/brainlab','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','ada@brainlab.example','ada@brainlab.example','8262866da9ff9babb95785416ecf438ac72da28da93d7fc71ae04bee6234e31a');
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
INSERT INTO "run" VALUES('encord/acme-vision','20261129T211422Z-5615d654',1,'df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~ef7bcfbe99b76bb51b5bda59600a0919f96e9b23ee5b9d87819f771e07a79626','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','a76ce88a214cf3233387374c24dce88696300e89a5c2b44b99af022d4e108386',5,'6960534ae2a30ebab78e1e6aa5bcddc59c0a6566df4544d1024ed7b7fd530c77','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T211422Z-5615d654',1,'df5681aa0b152d5beaf6687f65825cc55792d0b57469f1a12cd6b81e77a2b764','2026-11-29T21:14:22Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','d9bcc16cc047ba48d6e4ee0fbe7511f0d9bf3b6f851c89b5e79f887883f404be',11,'973f3c457fad7a084b58bb8a2c07ae56dec18a65b31757aa2b3a9b819fae1e07','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T211425Z-a023a759',2,'0bc34f3703d0237cb1a707532eee204fd18c8bbca13f3af0005bd63febbe8077','2026-11-29T21:14:25Z','~f4bcf8765ac34c44b470a903063a9c3c2f074135bbce53d588969c849253df7b','','done',2,'d9bcc16cc047ba48d6e4ee0fbe7511f0d9bf3b6f851c89b5e79f887883f404be','4aa987c854a5f35a51b6fed21c5a9388c985e88dcd784d6ab98c193c1ffcd661',14,'37311faf5968741b8bb4883754ec521a6110006c5a0e951c7d09b63aadc74124','','claim by os uid 0');
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
INSERT INTO "settled" VALUES('encord/acme-vision',1,'a76ce88a214cf3233387374c24dce88696300e89a5c2b44b99af022d4e108386','reconciler 0.1.0 860aaac4f21dff9a','2026-11-29T21:14:22Z','2027-02-28T00:00:00Z','9199231a74ec07144bfd029abb3efba94cd6e4cbb778abd282597c58f3b2f445 vision.yaml','','6787fbeeb51350cb4e2d83d1dd76a08c5448ffa8873f2861cae8c465a7fa30fc','');
INSERT INTO "settled" VALUES('webknossos/brainlab',2,'4aa987c854a5f35a51b6fed21c5a9388c985e88dcd784d6ab98c193c1ffcd661','reconciler 0.1.0 860aaac4f21dff9a','2026-11-29T21:14:25Z','2027-02-28T00:00:00Z','01ddb0560d32012debf69b88fb875527d78f88386173dd4e45b8c04bce00196e lab.yaml','','','');
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
INSERT INTO "store_meta" VALUES(1,'0087a6ea-01aa-4108-9cb6-ba322c0eb235',7,'3149b3a8d0e935b12f166298605e62633d93761306a8fd5ce91f6860da301a56');
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
