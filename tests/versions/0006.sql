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
INSERT INTO "audit" VALUES('encord/acme-vision',1,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~412f88021e49b9f16e879e0fd7a0047eb4d1414f1d35d09365e5feac7d0af597','org','create','manual','requested','done',NULL,'{"manages":["members","teams"]}',NULL,'','83ad6a3c360b6611d4742e4f4e837902cbc9adbe4d6ade5ca61a83a82470fe1a',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',2,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~412f88021e49b9f16e879e0fd7a0047eb4d1414f1d35d09365e5feac7d0af597','member/~62825168bf4f599eb084c544c576ec79102d4dcce6de74efac5748b6910619ad','create','direct','requested','done',NULL,'{"role":"internal_admin"}',NULL,'','30159d40c29b48aa6765297ade668d0c2e2c060332626cabb7c0b0fb90680ad6',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',3,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~412f88021e49b9f16e879e0fd7a0047eb4d1414f1d35d09365e5feac7d0af597','member/~897e01d3354060286149cc7a72d65ee37a291201a0e7de240714ce71b42c052f','create','direct','requested','done',NULL,'{"role":"internal_member"}',NULL,'','6026476d2b9157767647e94b9c5e47dfc37ed9984fda1dfa0a5ed2c2749eb154',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',4,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~412f88021e49b9f16e879e0fd7a0047eb4d1414f1d35d09365e5feac7d0af597','team/grosser%20b%C3%A4r','create','direct','requested','done',NULL,'{"manages":["members"]}','["Großer Bär"]','','09cdcd5b87fa2990f208aff86b92a4826cdc3fbfcb04db5b35be1f0a0217c716',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',5,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~412f88021e49b9f16e879e0fd7a0047eb4d1414f1d35d09365e5feac7d0af597','membership/grosser%20b%C3%A4r/~897e01d3354060286149cc7a72d65ee37a291201a0e7de240714ce71b42c052f','create','direct','requested','done',NULL,'{"role":"member"}','["Großer Bär","~897e01d3354060286149cc7a72d65ee37a291201a0e7de240714ce71b42c052f"]','','ed1b49507bae6adea9f72f8a2f26a21dd468f4c582c90b6898ee43da714eaa06',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',1,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','org','create','manual','requested','done',NULL,'{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,'','ea8fce62931eb205a5a2a91ae343e6d0d6bdd845dc200491526dd52f6723db9f',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',2,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','member/~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','create','invite','requested','done',NULL,'{"manages":["experience"],"role":"admin"}',NULL,'','533704fa129e38abb96a42e674375910101321e5e2bc3f6e06d42d9ca580e38d',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',3,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','member/~f293147d9856c6348cea9c784e8c64ec8c8685a01a68e51fcf36c8a81942e6b5','create','invite','requested','done',NULL,'{"role":"member"}',NULL,'','3671ef06a34a647aaeb0c139d058bfad88acd9be119cca9d675eee234940d3b4',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',4,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','member/~ced946dc79513e4e17fb2c9510b6ebce17c0c1f2a1f71fba3fc2fd0140f55658','create','invite','requested','done',NULL,'{"role":"dataset_manager"}',NULL,'','d22409a3ca77c847d9d7c5fe6ace5ae97702018bc59e0e88ab2ff22718581db5',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',5,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','member/~4b57b4def8d5aab0232b93e566f29267efe4c6fb8bf82d649be4505619ee3837','create','invite','requested','done',NULL,'{"role":"admin"}',NULL,'','175120449cde8897491053ba435c5814599158b7957d08dc368e95edd7ec6120',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',6,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','team/dense%20cells','create','direct','requested','done',NULL,'{"manages":["members"]}','["Dense Cells"]','','69ac27c2658f7e7f7580355e57edbd94fa05472939a1c56f53c52796f733abf2',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',7,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','team/segmentation','create','direct','requested','done',NULL,'{"manages":["members"]}','["Segmentation"]','','28d03cb5514ff21663647afa835510bd508fb9b63df5ca2aaff47cec8dc8f6ce',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',8,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','experience/~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a/nuclei','create','direct','requested','done',NULL,'{"level":5}',NULL,'','931b8bb22083259ee8ef08764434b172278475d90da7bff54b683d9a369e6046',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',9,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','membership/dense%20cells/~f293147d9856c6348cea9c784e8c64ec8c8685a01a68e51fcf36c8a81942e6b5','create','direct','requested','done',NULL,'{"role":"team_manager"}','["Dense Cells","~f293147d9856c6348cea9c784e8c64ec8c8685a01a68e51fcf36c8a81942e6b5"]','','e9c43fb29ce9f5744a72e0a2e6007a5465425a39f3528397238b4d701e8e812f',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',10,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','membership/dense%20cells/~ced946dc79513e4e17fb2c9510b6ebce17c0c1f2a1f71fba3fc2fd0140f55658','create','direct','requested','done',NULL,'{"role":"member"}','["Dense Cells","~ced946dc79513e4e17fb2c9510b6ebce17c0c1f2a1f71fba3fc2fd0140f55658"]','','48d8c2ccbc1ed28665189db939577bc35b39bac439742b5999c835eb3be24acc',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',11,'20261129T182652Z-e8b82e4f','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','membership/segmentation/~f293147d9856c6348cea9c784e8c64ec8c8685a01a68e51fcf36c8a81942e6b5','create','direct','requested','done',NULL,'{"role":"member"}','["Segmentation","~f293147d9856c6348cea9c784e8c64ec8c8685a01a68e51fcf36c8a81942e6b5"]','','bb5e1ea2fd873b64eb179ee251a144fb8baee05dc900abc9045ec2355091d84c',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',12,'20261129T182707Z-fd1dbd83','8fabc9d2286034bcca8af9ca90e04fe1c08a49dd5a58470ce8957060a6004cff','2026-11-29T18:27:07Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','membership/dense%20cells/~ced946dc79513e4e17fb2c9510b6ebce17c0c1f2a1f71fba3fc2fd0140f55658','delete','direct','requested','done','{"role":"member"}',NULL,'["Dense Cells","~ced946dc79513e4e17fb2c9510b6ebce17c0c1f2a1f71fba3fc2fd0140f55658"]','','21b646f759b26792e03865307a3cb9cb3783f63336bad35514ee4c78b1f3c93b',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',13,'20261129T182707Z-fd1dbd83','8fabc9d2286034bcca8af9ca90e04fe1c08a49dd5a58470ce8957060a6004cff','2026-11-29T18:27:07Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','member/~ced946dc79513e4e17fb2c9510b6ebce17c0c1f2a1f71fba3fc2fd0140f55658','update','direct','requested','done','{"role":"dataset_manager"}','{"active":false,"role":"dataset_manager"}',NULL,'','491f63e148e11b23500d3bb4d76f66e146b490bd7fb899d3e5b93b44d541a059',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',14,'20261129T182707Z-fd1dbd83','8fabc9d2286034bcca8af9ca90e04fe1c08a49dd5a58470ce8957060a6004cff','2026-11-29T18:27:07Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','experience/~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a/nuclei','update','direct','requested','done','{"level":5}','{"level":7}',NULL,'','0426c7004ab0e7eed7689d8635db4b4166b70e17f616fbec7e6087d9a957ce05',NULL,NULL,'claim by os uid 0',NULL,NULL);
CREATE TABLE consumed_plan (
	org TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	run TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_consumed_plan PRIMARY KEY (org, "plan")
)
 WITHOUT ROWID

;
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','20261129T182652Z-e8b82e4f',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','8fabc9d2286034bcca8af9ca90e04fe1c08a49dd5a58470ce8957060a6004cff','20261129T182707Z-fd1dbd83',2);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','20261129T182652Z-e8b82e4f',1);
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
INSERT INTO "org" VALUES('encord/acme-vision',1,'7a808539ef71fc42882fe011c07f6b87c068bf2d1390e2a8a01f28969b6c208d',5,'["35ab0a52734a36f51b285f4516f33e38287bcb8cbf2b18303ae6d816501ab357","ed1b49507bae6adea9f72f8a2f26a21dd468f4c582c90b6898ee43da714eaa06"]','821b5384a6e4ac233d545d58537ce456cfd821a53a57262aa894aa31e82648a8');
INSERT INTO "org" VALUES('webknossos/brainlab',2,'0a307d4da158b6be6d9e4a6e658cd4e2cff658c40828aec7dd2b54d00b5baac5',14,'["20a3e95a8123838ea556e94579bfd0ed4fa06dd7c33f1e7048c7b87d3a7bf778","312da1aad37b64acaed0fb799afd387640a31142b4d60829216327e56c925ad0","52eaf3ee8daae3158b01b9367dc4e6e9cf53d2fc6342a3762e7437bcac3eb95e"]','9df5a4fa6bb56959e6e86e34e4466f95a08a64d0462b15b86c92001b14ffbf01');
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
INSERT INTO "person" VALUES('encord/acme-vision','~412f88021e49b9f16e879e0fd7a0047eb4d1414f1d35d09365e5feac7d0af597','ada@brainlab.example','ada@brainlab.example','19b2829fc1f972aaf303462113e3b8d02545562847dd39cfa818e72539a1d3cd');
INSERT INTO "person" VALUES('encord/acme-vision','~62825168bf4f599eb084c544c576ec79102d4dcce6de74efac5748b6910619ad','ada@vision.example','ada@vision.example','b783a7dcdca585d8d6ea534192245c92c452c4dd1439866b6a42aff94d213699');
INSERT INTO "person" VALUES('encord/acme-vision','~897e01d3354060286149cc7a72d65ee37a291201a0e7de240714ce71b42c052f','carl@vision.example','carl@vision.example','6eb9df1134861a51ce26a3fe15b451b35aebf6384b02a5f916520177db5d543e');
INSERT INTO "person" VALUES('webknossos/brainlab','~4b57b4def8d5aab0232b93e566f29267efe4c6fb8bf82d649be4505619ee3837','grace@brainlab.example','grace@brainlab.example','6c1359d9f51080f3f5314a0d4a6d8f83a3959d43b79d4444f47568c2327af36d');
INSERT INTO "person" VALUES('webknossos/brainlab','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','ada@brainlab.example','ada@brainlab.example','a215a299bb142044a12a19d2fa8b382cba53f302e4e309baec4f964a76cce2d2');
INSERT INTO "person" VALUES('webknossos/brainlab','~ced946dc79513e4e17fb2c9510b6ebce17c0c1f2a1f71fba3fc2fd0140f55658','bob@brainlab.example','bob@brainlab.example','7fb8972722e760fa1f318a8d7f573ea91342114ddc48319c3edec00cb0373f66');
INSERT INTO "person" VALUES('webknossos/brainlab','~f293147d9856c6348cea9c784e8c64ec8c8685a01a68e51fcf36c8a81942e6b5','alan@brainlab.example','alan@brainlab.example','4ea6284da84a13ccea6cdda73daa4b735c049e3b86076608c455f6cf621f9d64');
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
INSERT INTO "run" VALUES('encord/acme-vision','20261129T182652Z-e8b82e4f',1,'9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~412f88021e49b9f16e879e0fd7a0047eb4d1414f1d35d09365e5feac7d0af597','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','7a808539ef71fc42882fe011c07f6b87c068bf2d1390e2a8a01f28969b6c208d',5,'0dc93768553252f85618fbcec29852e83a39b8e008a61a1bab683aebce57a334','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T182652Z-e8b82e4f',1,'9663ac0cf04671ac3348a4a7222a748ad3a53825803bf70eb00f0c97db0b1b00','2026-11-29T18:26:52Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','ed3f980dfe4d1f2bc52963d7e052e96109272526b0bbd208a7536f6ff168c072',11,'9c759a5a2c8a8cf49b8c63490775c0afdd453969b6962b157bc090d6ce2da0e5','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T182707Z-fd1dbd83',2,'8fabc9d2286034bcca8af9ca90e04fe1c08a49dd5a58470ce8957060a6004cff','2026-11-29T18:27:07Z','~a4792b30e10e1657739f1bbc3c415e903d2359757583936369edc82bf4c5e64a','','done',2,'ed3f980dfe4d1f2bc52963d7e052e96109272526b0bbd208a7536f6ff168c072','0a307d4da158b6be6d9e4a6e658cd4e2cff658c40828aec7dd2b54d00b5baac5',14,'83433610cca22b6e5e367fd5487d55e56995576b408c981abb1b50e7d64f6fc2','','claim by os uid 0');
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
INSERT INTO "settled" VALUES('encord/acme-vision',1,'7a808539ef71fc42882fe011c07f6b87c068bf2d1390e2a8a01f28969b6c208d','reconciler 0.1.0 34b720f22decbae2','2026-11-29T18:26:53Z','2027-02-28T00:00:00Z','9199231a74ec07144bfd029abb3efba94cd6e4cbb778abd282597c58f3b2f445 vision.yaml','','2fef418569b1d90460dd6911b5cea67dbefa2215aeb7a1322fb6b9de1c92f33e','');
INSERT INTO "settled" VALUES('webknossos/brainlab',2,'0a307d4da158b6be6d9e4a6e658cd4e2cff658c40828aec7dd2b54d00b5baac5','reconciler 0.1.0 34b720f22decbae2','2026-11-29T18:27:07Z','2027-02-28T00:00:00Z','01ddb0560d32012debf69b88fb875527d78f88386173dd4e45b8c04bce00196e lab.yaml','','','');
CREATE TABLE store_meta (
	one INTEGER NOT NULL, 
	lineage TEXT NOT NULL, 
	format BIGINT NOT NULL, "key" TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_store_meta PRIMARY KEY (one), 
	CONSTRAINT ck_store_meta_one CHECK (one = 1)
);
INSERT INTO "store_meta" VALUES(1,'6a7b19c0-1907-48a4-8453-f99d6790072f',6,'3dc1e0c7c225729fd8d82ac050f7ea3e06434b78820bafbcd1a817fe046d53eb');
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
