PRAGMA application_id=1919247215;
PRAGMA user_version=6;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
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
INSERT INTO "audit" VALUES('encord/acme-vision',1,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~45a4a7b88ff41e7ae9d19eb467baa5525af9a1db0e9b90f43067b6eed98d45f5','org','create','manual','requested','done',NULL,'{"manages":["members","teams"]}',NULL,'','5c5d77892ea853f63aa970ded33a859fe1093fb7a24645950380858e014cc69c',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',2,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~45a4a7b88ff41e7ae9d19eb467baa5525af9a1db0e9b90f43067b6eed98d45f5','member/~b7db704de25c3585c6dda37135274c1f2c34839f61f725b856f8e0a86ae53926','create','direct','requested','done',NULL,'{"role":"internal_admin"}',NULL,'','e8fff2e2df85a55f9d3c28abd169e056317d6117fc806d05d518e9770eeb8442',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',3,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~45a4a7b88ff41e7ae9d19eb467baa5525af9a1db0e9b90f43067b6eed98d45f5','member/~839066dddbc76cea5290bb9f146c77bfd75ae053bc5a1971f3a8935f0ec88d2f','create','direct','requested','done',NULL,'{"role":"internal_member"}',NULL,'','e28b5a2deccf6bf59ef12ba376494c8ecfde8a167aafbe9fddd22b05b7aebbf3',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',4,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~45a4a7b88ff41e7ae9d19eb467baa5525af9a1db0e9b90f43067b6eed98d45f5','team/grosser%20b%C3%A4r','create','direct','requested','done',NULL,'{"manages":["members"]}','["Großer Bär"]','','3b9096635a6076b696a127d15479b533c20f680d49192ae3169bb2f5ed308f5b',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',5,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~45a4a7b88ff41e7ae9d19eb467baa5525af9a1db0e9b90f43067b6eed98d45f5','membership/grosser%20b%C3%A4r/~839066dddbc76cea5290bb9f146c77bfd75ae053bc5a1971f3a8935f0ec88d2f','create','direct','requested','done',NULL,'{"role":"member"}','["Großer Bär","~839066dddbc76cea5290bb9f146c77bfd75ae053bc5a1971f3a8935f0ec88d2f"]','','cf99b2771d05c321dc9580616191adcc2c270956961bf4a1cb0ddfb60a98a881',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',1,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','org','create','manual','requested','done',NULL,'{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,'','d7ab64925bad4a95904ed444794abef655815925b9d228c7d3596416c249d4bb',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',2,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','member/~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','create','invite','requested','done',NULL,'{"manages":["experience"],"role":"admin"}',NULL,'','f016f621510ba410018e30d73dd9211b1a8af4a1ad079543722a13f8e42a911f',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',3,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','member/~0763c317ce24c0e8d22e5e1eeb02cf5c82f7926e7a96e709d4752eb87729d206','create','invite','requested','done',NULL,'{"role":"member"}',NULL,'','052a6fdf9625cbf0bf62bf32e847e5e5e3b91a4415c39dfa93cc3810bb2cad06',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',4,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','member/~325408550cfbec97224d91417b1c0e778d15d46a68e7a1ea7d74cea6492b7d28','create','invite','requested','done',NULL,'{"role":"dataset_manager"}',NULL,'','4d3518253ab60a9fba7679c6bc988fa40ec36b0a0e0f746de55103a87f6cd445',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',5,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','member/~e28e370de342a06515050e9f1e4e6c816ac589343cbdd89541f67c648b9ef4c5','create','invite','requested','done',NULL,'{"role":"admin"}',NULL,'','f286a4ca054a5ad3cdb1b98d72844cbf73cded8d8879a17487c04f51792b9468',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',6,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','team/dense%20cells','create','direct','requested','done',NULL,'{"manages":["members"]}','["Dense Cells"]','','77d6693c46bd7d20c2f34676b11b2109226b32bbabbc23b5a1247588229cdf10',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',7,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','team/segmentation','create','direct','requested','done',NULL,'{"manages":["members"]}','["Segmentation"]','','df48020e7a3067ecc6c15624bfbfd28f674a4890b91605e632c065db13f7c331',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',8,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','experience/~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0/nuclei','create','direct','requested','done',NULL,'{"level":5}',NULL,'','286a885fbc65c016efd2baf4418d2cea8eb13ccfba7666e621725e65cd98d7e0',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',9,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','membership/dense%20cells/~0763c317ce24c0e8d22e5e1eeb02cf5c82f7926e7a96e709d4752eb87729d206','create','direct','requested','done',NULL,'{"role":"team_manager"}','["Dense Cells","~0763c317ce24c0e8d22e5e1eeb02cf5c82f7926e7a96e709d4752eb87729d206"]','','3c89314792c0d3ef9d71520df62a5abd4559740adf595f47fb3f4420cfc5cef0',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',10,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','membership/dense%20cells/~325408550cfbec97224d91417b1c0e778d15d46a68e7a1ea7d74cea6492b7d28','create','direct','requested','done',NULL,'{"role":"member"}','["Dense Cells","~325408550cfbec97224d91417b1c0e778d15d46a68e7a1ea7d74cea6492b7d28"]','','68d566da5132e3299b7ae8a059e1d48dc83d1fc4c0c20fd380d83c086ebfad05',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',11,'20261129T175008Z-0938aadb','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','membership/segmentation/~0763c317ce24c0e8d22e5e1eeb02cf5c82f7926e7a96e709d4752eb87729d206','create','direct','requested','done',NULL,'{"role":"member"}','["Segmentation","~0763c317ce24c0e8d22e5e1eeb02cf5c82f7926e7a96e709d4752eb87729d206"]','','3800ebfe3ab8ce89df124be4333d2c49e45237aaee650d4173466bcf6755f2f5',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',12,'20261129T175008Z-e4e3531d','06b03a3dc4b3b195061d9de7042f7559825058843135d175677603df563b8b09','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','membership/dense%20cells/~325408550cfbec97224d91417b1c0e778d15d46a68e7a1ea7d74cea6492b7d28','delete','direct','requested','done','{"role":"member"}',NULL,'["Dense Cells","~325408550cfbec97224d91417b1c0e778d15d46a68e7a1ea7d74cea6492b7d28"]','','25ca73ddd0328d35866c5aab5302e67b649a3b5931caecbb296f722f996fba71',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',13,'20261129T175008Z-e4e3531d','06b03a3dc4b3b195061d9de7042f7559825058843135d175677603df563b8b09','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','member/~325408550cfbec97224d91417b1c0e778d15d46a68e7a1ea7d74cea6492b7d28','update','direct','requested','done','{"role":"dataset_manager"}','{"active":false,"role":"dataset_manager"}',NULL,'','f4035785c60af017cea87230deee1cbc4e16d425e92e63572a231c981e5c9ddf',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',14,'20261129T175008Z-e4e3531d','06b03a3dc4b3b195061d9de7042f7559825058843135d175677603df563b8b09','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','experience/~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0/nuclei','update','direct','requested','done','{"level":5}','{"level":7}',NULL,'','5c265f724ac3889303b67775c31ef3f729a99cf1bd98b0879ab84b093e3b8558',NULL,NULL,'claim by os uid 0',NULL,NULL);
CREATE TABLE consumed_plan (
	org TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	run TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_consumed_plan PRIMARY KEY (org, "plan")
)
 WITHOUT ROWID

;
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','20261129T175008Z-0938aadb',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','06b03a3dc4b3b195061d9de7042f7559825058843135d175677603df563b8b09','20261129T175008Z-e4e3531d',2);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','20261129T175008Z-0938aadb',1);
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
INSERT INTO "org" VALUES('encord/acme-vision',1,'f18c3bc80b1a3b3a5d145bd933d88126cc5215a3b70d17add6f34d0f995bcefd',5,'["9ccc2f6d4cd747e4c537a046d0a06e0f6a39f629938b2244d798ce620898b19e","cf99b2771d05c321dc9580616191adcc2c270956961bf4a1cb0ddfb60a98a881"]','0d1a7a793ff7652355119e223e70375734bb6ed5fb6a99a20e1bc43c8f9d24b0');
INSERT INTO "org" VALUES('webknossos/brainlab',2,'6966a79201b4917446b2b9a373777788b56616a0a800366d0515e0496eb176d4',14,'["36add923c7547341130f0afa70767707e249af216220656e60e7c29a76b8d643","e10f4ae559679537f2f2dd41aa5def98bd053c36a924b6a84896dec0b6d1737e","d94c10c7ed15cb069d1a0498036ed7bf67d4d4d3f1195a36aab2c94688e1420e"]','8b2938016fe957da790ce0f389644e97a4d26235c57248b01343d0ccbf517d34');
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
INSERT INTO "person" VALUES('encord/acme-vision','~45a4a7b88ff41e7ae9d19eb467baa5525af9a1db0e9b90f43067b6eed98d45f5','ada@brainlab.example','ada@brainlab.example','12da152890776538c43cf5763cc57e3a208c58f039fd9edf41b0243e800c183c');
INSERT INTO "person" VALUES('encord/acme-vision','~839066dddbc76cea5290bb9f146c77bfd75ae053bc5a1971f3a8935f0ec88d2f','carl@vision.example','carl@vision.example','f033dcd30ddd8db6b37d51f66920a02a54ff4bde1b4d55433c2b1338840f2e1d');
INSERT INTO "person" VALUES('encord/acme-vision','~b7db704de25c3585c6dda37135274c1f2c34839f61f725b856f8e0a86ae53926','ada@vision.example','ada@vision.example','0b944d7c64f3fff978eeb4b14815e7c3a3b2700c8f5b397e517db3900b303fa6');
INSERT INTO "person" VALUES('webknossos/brainlab','~0763c317ce24c0e8d22e5e1eeb02cf5c82f7926e7a96e709d4752eb87729d206','alan@brainlab.example','alan@brainlab.example','37558f2ae010b6c390747e5896da27739be5916e473649346b233c640b1c6b3c');
INSERT INTO "person" VALUES('webknossos/brainlab','~325408550cfbec97224d91417b1c0e778d15d46a68e7a1ea7d74cea6492b7d28','bob@brainlab.example','bob@brainlab.example','518b6c941b8453e88111a2a1ab6a05481cf756734102c2bc567edf17a253cce7');
INSERT INTO "person" VALUES('webknossos/brainlab','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','ada@brainlab.example','ada@brainlab.example','73ed84945c007ed675ae235bf5bac448a22daa2eafe492762f398c7fcfd5a19d');
INSERT INTO "person" VALUES('webknossos/brainlab','~e28e370de342a06515050e9f1e4e6c816ac589343cbdd89541f67c648b9ef4c5','grace@brainlab.example','grace@brainlab.example','4af243c228a3705f4538d42a309b3853cd4e30a62ae3b4ada569e709234283a9');
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
INSERT INTO "run" VALUES('encord/acme-vision','20261129T175008Z-0938aadb',1,'f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~45a4a7b88ff41e7ae9d19eb467baa5525af9a1db0e9b90f43067b6eed98d45f5','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','f18c3bc80b1a3b3a5d145bd933d88126cc5215a3b70d17add6f34d0f995bcefd',5,'11012d2755bd110b2d3b0205391933ea8642d5125046063eaba7f3f174937b87','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T175008Z-0938aadb',1,'f47f6ecdeedfb0cae032545f2da69910e34cd412f9c21dddc60a7353ef2e9797','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','75eef9518d35a5c204750bce46fdc189f96cb5af6c5212fd4dbf0f26e95a3c5c',11,'953d9863c383ebc4de8f9c732ef34c23ce6704816b40483c300d4d0a1d9b2c6f','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T175008Z-e4e3531d',2,'06b03a3dc4b3b195061d9de7042f7559825058843135d175677603df563b8b09','2026-11-29T17:50:08Z','~66a8797f64313fa4253abbf1cf1603faa2abf1b5ffadc02278c8018f95b966e0','','done',2,'75eef9518d35a5c204750bce46fdc189f96cb5af6c5212fd4dbf0f26e95a3c5c','6966a79201b4917446b2b9a373777788b56616a0a800366d0515e0496eb176d4',14,'9bed80cb1055ae8130c0519e9e98e1e088860881c16adb5e536195dc845afb43','','claim by os uid 0');
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
INSERT INTO "settled" VALUES('encord/acme-vision',1,'f18c3bc80b1a3b3a5d145bd933d88126cc5215a3b70d17add6f34d0f995bcefd','reconciler 0.1.0 34b720f22decbae2','2026-11-29T17:50:08Z','2027-02-28T00:00:00Z','9199231a74ec07144bfd029abb3efba94cd6e4cbb778abd282597c58f3b2f445 vision.yaml','','77c1f31c484fa130065cebd0f6fb561b3bc833e738a26e60bccf1b5c263eb9c0','');
INSERT INTO "settled" VALUES('webknossos/brainlab',2,'6966a79201b4917446b2b9a373777788b56616a0a800366d0515e0496eb176d4','reconciler 0.1.0 34b720f22decbae2','2026-11-29T17:50:08Z','2027-02-28T00:00:00Z','01ddb0560d32012debf69b88fb875527d78f88386173dd4e45b8c04bce00196e lab.yaml','','','');
CREATE TABLE store_meta (
	one INTEGER NOT NULL, 
	lineage TEXT NOT NULL, 
	format BIGINT NOT NULL, "key" TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_store_meta PRIMARY KEY (one), 
	CONSTRAINT ck_store_meta_one CHECK (one = 1)
);
INSERT INTO "store_meta" VALUES(1,'83e9e264-d89b-4a75-a28e-5aa6ef86e0f0',6,'40f0277a61ffb6fd5f2bb56d023d683518de3d0f507d75875b609608b47252f4');
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
