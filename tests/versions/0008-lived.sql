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
INSERT INTO "audit" VALUES('encord/acme-vision',1,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','org','create','manual','requested','done',NULL,'{"manages":["members","teams"]}',NULL,'','531de8ab336ef577fdcc01fca6efda194fc25a34cb3812429165d81f10e238a2',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',2,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','member/~b8c50501fa4285137f9b8dd03f15d3da0b04bdababcc6368aaafcdf597396312','create','direct','requested','done',NULL,'{"role":"internal_admin"}',NULL,'','651c5e141bbaa3991a3985f14029fbdb5ad2b14383719606818229ad99b55e8d',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',3,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','member/~d5ffeac38250607719ee6ea5bf50ad24ffdc2b44928e596f0e631da0707dbf3c','create','direct','requested','done',NULL,'{"role":"internal_member"}',NULL,'','d0554b20c95595e60553fcb9c81e873713344440da600717cc82ab98cb74c07e',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',4,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','team/grosser%20b%C3%A4r','create','direct','requested','done',NULL,'{"manages":["members"]}','["Großer Bär"]','','75085e429db22658fbf51f3c20879857a8529a2d732738362f2d9c52846f8e58',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',5,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','membership/grosser%20b%C3%A4r/~d5ffeac38250607719ee6ea5bf50ad24ffdc2b44928e596f0e631da0707dbf3c','create','direct','requested','done',NULL,'{"role":"member"}','["Großer Bär","~d5ffeac38250607719ee6ea5bf50ad24ffdc2b44928e596f0e631da0707dbf3c"]','','34a96822e2065db120a29f3fb3f87259a5edea30937e583b82ae004bf5ae9a4a',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',6,'20261130T162811Z-2a29ec0e','69bd8c089c560aefee66824203078407e24a0397dc06db08913b23e389b20cca','2026-11-30T16:28:11Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','membership/grosser%20b%C3%A4r/~d5ffeac38250607719ee6ea5bf50ad24ffdc2b44928e596f0e631da0707dbf3c','delete','direct','requested','done','{"role":"member"}',NULL,'["Großer Bär","~d5ffeac38250607719ee6ea5bf50ad24ffdc2b44928e596f0e631da0707dbf3c"]','','b9cd33e28652aff84dc5a7feaa41607088a1950c31a968005f580d533252d8f9',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',7,'20261130T162811Z-2a29ec0e','69bd8c089c560aefee66824203078407e24a0397dc06db08913b23e389b20cca','2026-11-30T16:28:11Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','member/~d5ffeac38250607719ee6ea5bf50ad24ffdc2b44928e596f0e631da0707dbf3c','delete','direct','requested','done','{"role":"internal_member"}',NULL,NULL,'','ce7e2c3d8781f5450a0463c6a4cf57d6b7e1f215cfbb1e082eaf2633254d7723',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',8,'20261130T162814Z-d98113b1','erased edc98d2b3c383e4c10c59bd3444a57f2d8a0cc674babb02359cee4ab37740e91','2026-11-30T16:28:14Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','org','erase','direct','requested','done',NULL,NULL,NULL,'','f1c62447eb54a67c452486a1d19922f266a9187bdc1a30c88542b3a211e42c44',NULL,NULL,'claim by os uid 0',NULL,'["~d5ffeac38250607719ee6ea5bf50ad24ffdc2b44928e596f0e631da0707dbf3c"]');
INSERT INTO "audit" VALUES('encord/acme-vision',9,'20261130T162816Z-ac3d1839','handed-over 50ff683e426c32002e52d9af9b17f502aa94cd1c47539fed1217113d4f15d557','2026-11-30T16:28:16Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','org','hand-over','direct','requested','done',NULL,NULL,NULL,'','0b233f7d96d102d5ce60dad9d077657283ede82018d4e4bb25fc014e143a46d0',NULL,NULL,'claim by os uid 0','{"new":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIs7JFZkFqlxRCGa6qpc1jQRqjzpbNsw+qjWtvCoys5E","old":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAII2qYnPIUl8B2QAi67DOKCw2C+064VE0K0fDdB3tA5TZ","root":"c978d66dcc5ba07d4dc9d90b362f23b98815823ed1fe67854c1a1c1f8e4f0cd6","signature":"4QnN4+URWsu/AUa4G2Fp640SGdf3pJvgG7cizexpYYlJRwf5yGNj8lzzp9vfSwDdOSm+7wbCiIR9USnwdFe5AQ=="}',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',1,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','org','create','manual','requested','done',NULL,'{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,'','5525ca403f4f26d0b82b35061247eaef5499f972b2f0f6699393a1fbe22c3e7e',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',2,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','member/~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','create','invite','requested','done',NULL,'{"manages":["experience"],"role":"admin"}',NULL,'','4b478ceb6c887e514b43209c764b47b12df1a6b8db288e24875f5cc326cf186c',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',3,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','member/~4bb03ce9527dbc44ed5a4b137fe62310325bf6d1e03b3bf7bf9bca5574ce5a5c','create','invite','requested','done',NULL,'{"role":"member"}',NULL,'','15f509ab3a1f18b10ce7cf5a8ac79dbe9aa7330922448444c531e4ee64013bc9',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',4,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','member/~9d1e79f0614ee47f6e10075b659f68597021c843034e5d8f01fc121ca63b2efb','create','invite','requested','done',NULL,'{"role":"dataset_manager"}',NULL,'','9bff1ca87b2a09dbcd0b8597dfdb42ac4c89f1109540f834f5759e56fbf42da4',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',5,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','member/~3bb9228f3681036b94a4d0832f60018a000ba89fac0ea25810fa02f81fc3f090','create','invite','requested','done',NULL,'{"role":"admin"}',NULL,'','117bb5e313eb4825b97f2ae8e6079974e79376b8a9f66ef1ed0aad9b0593aa4d',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',6,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','team/dense%20cells','create','direct','requested','done',NULL,'{"manages":["members"]}','["Dense Cells"]','','16f2b90c38efc3299b7cec2eec61aa123d8c674a463c0a29466ac3ad487dd070',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',7,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','team/segmentation','create','direct','requested','done',NULL,'{"manages":["members"]}','["Segmentation"]','','11f912f760bbeba5f51e75625f0c2fac5f2f0880b5068ff8f1f96929589b3714',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',8,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','experience/~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8/nuclei','create','direct','requested','done',NULL,'{"level":5}',NULL,'','179e4ebac3dcbe28ab883de22e6b2fd43d84efd38e89400dc0ac01687644172a',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',9,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','membership/dense%20cells/~4bb03ce9527dbc44ed5a4b137fe62310325bf6d1e03b3bf7bf9bca5574ce5a5c','create','direct','requested','done',NULL,'{"role":"team_manager"}','["Dense Cells","~4bb03ce9527dbc44ed5a4b137fe62310325bf6d1e03b3bf7bf9bca5574ce5a5c"]','','31df1596f2cc157d3dda23458a8165affa472203ddeeef6f87f0b7cff0e7af0c',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',10,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','membership/dense%20cells/~9d1e79f0614ee47f6e10075b659f68597021c843034e5d8f01fc121ca63b2efb','create','direct','requested','done',NULL,'{"role":"member"}','["Dense Cells","~9d1e79f0614ee47f6e10075b659f68597021c843034e5d8f01fc121ca63b2efb"]','','08f039873c613372d3c28b8d9e8eaffc48764454a953e8e1a24b32e114af9821',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',11,'20261130T162743Z-baf14140','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','membership/segmentation/~4bb03ce9527dbc44ed5a4b137fe62310325bf6d1e03b3bf7bf9bca5574ce5a5c','create','direct','requested','done',NULL,'{"role":"member"}','["Segmentation","~4bb03ce9527dbc44ed5a4b137fe62310325bf6d1e03b3bf7bf9bca5574ce5a5c"]','','9b9a85841f07a64cb61a71aaf6688fa8cc254d97ef89329d997d24599edd7a02',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',12,'20261130T162756Z-942463d3','00c9234772f0c0abc45c4bf1f1c717a48c0651965044372d4433936bf0b6dba8','2026-11-30T16:27:56Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','membership/dense%20cells/~9d1e79f0614ee47f6e10075b659f68597021c843034e5d8f01fc121ca63b2efb','delete','direct','requested','done','{"role":"member"}',NULL,'["Dense Cells","~9d1e79f0614ee47f6e10075b659f68597021c843034e5d8f01fc121ca63b2efb"]','','9c1524bd323e451f019d2b1aa8349ea2d32e4fb98cbca4e9e4bd4e784c595756',NULL,'["~3bb9228f3681036b94a4d0832f60018a000ba89fac0ea25810fa02f81fc3f090"]','claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',13,'20261130T162756Z-942463d3','00c9234772f0c0abc45c4bf1f1c717a48c0651965044372d4433936bf0b6dba8','2026-11-30T16:27:56Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','member/~9d1e79f0614ee47f6e10075b659f68597021c843034e5d8f01fc121ca63b2efb','update','direct','requested','done','{"role":"dataset_manager"}','{"active":false,"role":"dataset_manager"}',NULL,'','0f2fc6d5e9ecb9f2888e121b3bfa4b3db1517d84c1d30175df5191e545eed675',NULL,'["~3bb9228f3681036b94a4d0832f60018a000ba89fac0ea25810fa02f81fc3f090"]','claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',14,'20261130T162756Z-942463d3','00c9234772f0c0abc45c4bf1f1c717a48c0651965044372d4433936bf0b6dba8','2026-11-30T16:27:56Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','experience/~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8/nuclei','update','direct','requested','done','{"level":5}','{"level":7}',NULL,'','9b9c3bdd2559ef5da8999a4cf281f708c390fe6cb9f016ab5f06a97c64ad8803',NULL,'["~3bb9228f3681036b94a4d0832f60018a000ba89fac0ea25810fa02f81fc3f090"]','claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',15,'20261130T162811Z-2a29ec0e','69bd8c089c560aefee66824203078407e24a0397dc06db08913b23e389b20cca','2026-11-30T16:28:11Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','member/~9999deb4eeb3a45720ce85a7b0800695c6841d1a86f5dceba1e0db6820b19925','move','manual','requested','done','{"role":"member"}','{"previously":["~4bb03ce9527dbc44ed5a4b137fe62310325bf6d1e03b3bf7bf9bca5574ce5a5c"],"role":"member"}',NULL,'','90ec8e5e8409a1eb13bb75f3cc9c072130723a4de2b42b8dcae5eef8c23f81b2','member/~4bb03ce9527dbc44ed5a4b137fe62310325bf6d1e03b3bf7bf9bca5574ce5a5c',NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',16,'20261130T162811Z-2a29ec0e','69bd8c089c560aefee66824203078407e24a0397dc06db08913b23e389b20cca','2026-11-30T16:28:11Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','membership/dense%20cells/~9999deb4eeb3a45720ce85a7b0800695c6841d1a86f5dceba1e0db6820b19925','move','direct','requested','done','{"role":"team_manager"}','{"role":"team_manager"}','["Dense Cells","~9999deb4eeb3a45720ce85a7b0800695c6841d1a86f5dceba1e0db6820b19925"]','','a12896ad10372fae359d5a86c10a5b7831acdf24559e3970a96e6e750ddc06b5','membership/dense%20cells/~4bb03ce9527dbc44ed5a4b137fe62310325bf6d1e03b3bf7bf9bca5574ce5a5c',NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',17,'20261130T162811Z-2a29ec0e','69bd8c089c560aefee66824203078407e24a0397dc06db08913b23e389b20cca','2026-11-30T16:28:11Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','membership/segmentation/~9999deb4eeb3a45720ce85a7b0800695c6841d1a86f5dceba1e0db6820b19925','move','direct','requested','done','{"role":"member"}','{"role":"member"}','["Segmentation","~9999deb4eeb3a45720ce85a7b0800695c6841d1a86f5dceba1e0db6820b19925"]','','c0005b5ba952d4d67a6b7a4795d9ed2489a43299c455e2da2a51f92cbd0e1e61','membership/segmentation/~4bb03ce9527dbc44ed5a4b137fe62310325bf6d1e03b3bf7bf9bca5574ce5a5c',NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',18,'20261130T162816Z-ac3d1839','handed-over 50ff683e426c32002e52d9af9b17f502aa94cd1c47539fed1217113d4f15d557','2026-11-30T16:28:16Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','org','hand-over','direct','requested','done',NULL,NULL,NULL,'','99ce2682638ecb522540ca7227c157cd9dda29dea508a67d6b96e42adb28986d',NULL,NULL,'claim by os uid 0','{"new":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIs7JFZkFqlxRCGa6qpc1jQRqjzpbNsw+qjWtvCoys5E","old":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAII2qYnPIUl8B2QAi67DOKCw2C+064VE0K0fDdB3tA5TZ","root":"1c47ff1f3af9352344190db1342d91aeb69037abd217266a1110a0a6d7469c90","signature":"HHdWUSQyK55eAulrvZgEDf8X+Y70Y6qz/A/Y69S4WGy9ZNNOhHdnBQkayOpp/dmysV+XTVU9e/Ms+2/Y42KbCw=="}',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',19,'20261130T162820Z-7a931ac3','accepted 59f8a598f843f864ef8084af6fd3d1b63c1dde69241474d99cebd1dce2af13af','2026-11-30T16:28:20Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','membership/segmentation/~9999deb4eeb3a45720ce85a7b0800695c6841d1a86f5dceba1e0db6820b19925','delete','direct','drift','done','{"role":"member"}',NULL,'["Segmentation","~9999deb4eeb3a45720ce85a7b0800695c6841d1a86f5dceba1e0db6820b19925"]','','6ba47077e1868566a0490ce79632906178af2b5b104f8935bbe80e0136b8af89',NULL,'["~3bb9228f3681036b94a4d0832f60018a000ba89fac0ea25810fa02f81fc3f090"]','claim by os uid 0',NULL,NULL);
CREATE TABLE consumed_plan (
	org TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	run TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_consumed_plan PRIMARY KEY (org, "plan")
)
 WITHOUT ROWID

;
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','69bd8c089c560aefee66824203078407e24a0397dc06db08913b23e389b20cca','20261130T162811Z-2a29ec0e',3);
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','20261130T162743Z-baf14140',1);
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','erased edc98d2b3c383e4c10c59bd3444a57f2d8a0cc674babb02359cee4ab37740e91','20261130T162814Z-d98113b1',4);
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','handed-over 50ff683e426c32002e52d9af9b17f502aa94cd1c47539fed1217113d4f15d557','20261130T162816Z-ac3d1839',5);
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','restored 71821a68d5f2e329429734b45b0cac5c7fd2d37470f63da455e70975c2f7312b','20261130T162804Z-01f3e563',2);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','00c9234772f0c0abc45c4bf1f1c717a48c0651965044372d4433936bf0b6dba8','20261130T162756Z-942463d3',2);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','69bd8c089c560aefee66824203078407e24a0397dc06db08913b23e389b20cca','20261130T162811Z-2a29ec0e',4);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','accepted 59f8a598f843f864ef8084af6fd3d1b63c1dde69241474d99cebd1dce2af13af','20261130T162820Z-7a931ac3',6);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','20261130T162743Z-baf14140',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','handed-over 50ff683e426c32002e52d9af9b17f502aa94cd1c47539fed1217113d4f15d557','20261130T162816Z-ac3d1839',5);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','restored 71821a68d5f2e329429734b45b0cac5c7fd2d37470f63da455e70975c2f7312b','20261130T162804Z-01f3e563',3);
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
INSERT INTO "org" VALUES('encord/acme-vision',5,'087e53d980e03f6893c22c2c85f08d620c12e0989075f14ff9180f1f4de2d912',9,'["c978d66dcc5ba07d4dc9d90b362f23b98815823ed1fe67854c1a1c1f8e4f0cd6","0b233f7d96d102d5ce60dad9d077657283ede82018d4e4bb25fc014e143a46d0"]','47c12950e3d391176979a34e49f6fef40f28bc52b22dcca0413dda3f320d0f29');
INSERT INTO "org" VALUES('webknossos/brainlab',6,'cc0513ce2799fd65f52656ee4e16f1c50b1be9a604b5188cb0b3a7322177ad14',19,'["aaaba68215afe6f7c610f70bf11bbbc5a3ccdfe934496feb88a5b9351dec0c38","2fcaddc4046bf972c580b10e677eaebc863df4fe69d22e4233206f96c143add5","6ba47077e1868566a0490ce79632906178af2b5b104f8935bbe80e0136b8af89"]','15dd5c9d2c78090620b89f651b169ec969b973a7ce05f138dc2e21ba28af3903');
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
INSERT INTO "person" VALUES('encord/acme-vision','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','ada@brainlab.example','ada@brainlab.example','798e39b34d74d76e809235dc5148632f893f592ecf58860e5c10ad138cd2d533');
INSERT INTO "person" VALUES('encord/acme-vision','~b8c50501fa4285137f9b8dd03f15d3da0b04bdababcc6368aaafcdf597396312','ada@vision.example','ada@vision.example','8d822d0e12747b6f6564e8e4e3d227da5828920e4b44727b36faa74dc03cee96');
INSERT INTO "person" VALUES('webknossos/brainlab','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','ada@brainlab.example','ada@brainlab.example','a8d89cd20ff41e0642d7716b25032e497611a6c511c730528f1b5b1143ee81d7');
INSERT INTO "person" VALUES('webknossos/brainlab','~3bb9228f3681036b94a4d0832f60018a000ba89fac0ea25810fa02f81fc3f090','grace@brainlab.example','grace@brainlab.example','4b220ecd274e484cadcc95ea589ffb3a63677bba741e13c4a010fe2a83ec9bee');
INSERT INTO "person" VALUES('webknossos/brainlab','~4bb03ce9527dbc44ed5a4b137fe62310325bf6d1e03b3bf7bf9bca5574ce5a5c','alan@brainlab.example','alan@brainlab.example','6c4bfb69ac6ee1b5dc0b9fee5af5ab5b94eac1e66bb4c26ee97ef73c1e063195');
INSERT INTO "person" VALUES('webknossos/brainlab','~9999deb4eeb3a45720ce85a7b0800695c6841d1a86f5dceba1e0db6820b19925','alan.turing@brainlab.example','alan.turing@brainlab.example','f1bff70ae0d93b69af952decc03ffa052bb1b84c18cc2f1d805b19408bb1a333');
INSERT INTO "person" VALUES('webknossos/brainlab','~9d1e79f0614ee47f6e10075b659f68597021c843034e5d8f01fc121ca63b2efb','bob@brainlab.example','bob@brainlab.example','76c2e93c04f2500065d8d26cc5376267f937a9cb360ad9b50739feab5b81694c');
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
INSERT INTO "resource" VALUES('encord/acme-vision','org','org','{"manages":["members","teams"]}',NULL,1);
INSERT INTO "resource" VALUES('encord/acme-vision','team/grosser%20b%C3%A4r','team','{"manages":["members"]}','["Großer Bär"]',1);
INSERT INTO "resource" VALUES('webknossos/brainlab','experience/ada@brainlab.example/nuclei','experience','{"level":7}',NULL,2);
INSERT INTO "resource" VALUES('webknossos/brainlab','member/ada@brainlab.example','member','{"manages":["experience"],"role":"admin"}',NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','member/alan.turing@brainlab.example','member','{"previously":["alan@brainlab.example"],"role":"member"}',NULL,4);
INSERT INTO "resource" VALUES('webknossos/brainlab','member/bob@brainlab.example','member','{"active":false,"role":"dataset_manager"}',NULL,2);
INSERT INTO "resource" VALUES('webknossos/brainlab','member/grace@brainlab.example','member','{"role":"admin"}',NULL,1);
INSERT INTO "resource" VALUES('webknossos/brainlab','membership/dense%20cells/alan.turing@brainlab.example','membership','{"role":"team_manager"}','["Dense Cells","alan.turing@brainlab.example"]',4);
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
INSERT INTO "run" VALUES('encord/acme-vision','20261130T162743Z-baf14140',1,'d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','ee3d7f7908cd98e756fa1d209dd2d63bf8f7656501e612b6017a4f0b167065ac',5,'06c4eaef181f2efa07fb7cac94c25ce2b47d6a152000ec8bb5a03bce235a38e9','','claim by os uid 0');
INSERT INTO "run" VALUES('encord/acme-vision','20261130T162804Z-01f3e563',2,'restored 71821a68d5f2e329429734b45b0cac5c7fd2d37470f63da455e70975c2f7312b','2026-11-30T16:28:04Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','','done',2,'ee3d7f7908cd98e756fa1d209dd2d63bf8f7656501e612b6017a4f0b167065ac','ee3d7f7908cd98e756fa1d209dd2d63bf8f7656501e612b6017a4f0b167065ac',5,'06c4eaef181f2efa07fb7cac94c25ce2b47d6a152000ec8bb5a03bce235a38e9','restored from store.backup','claim by os uid 0');
INSERT INTO "run" VALUES('encord/acme-vision','20261130T162811Z-2a29ec0e',3,'69bd8c089c560aefee66824203078407e24a0397dc06db08913b23e389b20cca','2026-11-30T16:28:11Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','','done',3,'ee3d7f7908cd98e756fa1d209dd2d63bf8f7656501e612b6017a4f0b167065ac','e0b4c2dc0137170619a74c6cbc0660eea600b045a264fc8758e44e06abd6444f',7,'b59f788cd826e683e3091c8ebff8e0ff44f413f70a8e6b98fc83f541fdd8e621','','claim by os uid 0');
INSERT INTO "run" VALUES('encord/acme-vision','20261130T162814Z-d98113b1',4,'erased edc98d2b3c383e4c10c59bd3444a57f2d8a0cc674babb02359cee4ab37740e91','2026-11-30T16:28:14Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','','done',4,'e0b4c2dc0137170619a74c6cbc0660eea600b045a264fc8758e44e06abd6444f','087e53d980e03f6893c22c2c85f08d620c12e0989075f14ff9180f1f4de2d912',8,'c978d66dcc5ba07d4dc9d90b362f23b98815823ed1fe67854c1a1c1f8e4f0cd6','asked for it','claim by os uid 0');
INSERT INTO "run" VALUES('encord/acme-vision','20261130T162816Z-ac3d1839',5,'handed-over 50ff683e426c32002e52d9af9b17f502aa94cd1c47539fed1217113d4f15d557','2026-11-30T16:28:16Z','~55eb294dc505ce59a0ebeb2e681782d800d9abc445f3cf23904a73adb62b2c0a','','done',5,'087e53d980e03f6893c22c2c85f08d620c12e0989075f14ff9180f1f4de2d912','087e53d980e03f6893c22c2c85f08d620c12e0989075f14ff9180f1f4de2d912',9,'35da9a663a6071d5a03f8e0915bc907c56713f7b93473d17214524cfa79a0e7e','from SHA256:Ey2aErDwiEwRcLXgP5NGZLtBHMjQAIrHzKXImI9jlWw to SHA256:MwbcDCKLg/BAM56iou6GBQzuCVQjrkdHI7OduBGHX3U','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261130T162743Z-baf14140',1,'d438fc69a30bbbcc645f5cc64420ca447fdb5491ef9050e389029266b16d46ad','2026-11-30T16:27:43Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','93301c0c15183f0920bf08c620eee14fdcbf672c687b16b5083e0b4638227337',11,'63e16f48c623dca119ca0fde67e27fb95bc9b08b4e3586037c3eaa33f8c4b3ca','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261130T162756Z-942463d3',2,'00c9234772f0c0abc45c4bf1f1c717a48c0651965044372d4433936bf0b6dba8','2026-11-30T16:27:56Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','','done',2,'93301c0c15183f0920bf08c620eee14fdcbf672c687b16b5083e0b4638227337','ff20380ae04a8258c9aead6c9e8a8d427c3e1b36f995ece7f09010430b77a7b1',14,'1200bf3c0abc0a0f608dea4d4cee7764d623930f408875ca05f7e577df20e4c7','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261130T162804Z-01f3e563',3,'restored 71821a68d5f2e329429734b45b0cac5c7fd2d37470f63da455e70975c2f7312b','2026-11-30T16:28:04Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','','done',3,'ff20380ae04a8258c9aead6c9e8a8d427c3e1b36f995ece7f09010430b77a7b1','ff20380ae04a8258c9aead6c9e8a8d427c3e1b36f995ece7f09010430b77a7b1',14,'1200bf3c0abc0a0f608dea4d4cee7764d623930f408875ca05f7e577df20e4c7','restored from store.backup','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261130T162808Z-047e0180',4,'c54b222297313db1bc16a1a2d0ff6bf71c84166ae3fd5e5061e0f70b6a292834','2026-11-30T16:28:08Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','','refused',0,'','',0,'','webknossos/brainlab was restored from a backup at 2026-11-30T16:28:04Z, after the plan was made; nothing was changed','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261130T162811Z-2a29ec0e',5,'69bd8c089c560aefee66824203078407e24a0397dc06db08913b23e389b20cca','2026-11-30T16:28:11Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','','done',4,'ff20380ae04a8258c9aead6c9e8a8d427c3e1b36f995ece7f09010430b77a7b1','4083626d79d3f1748766155883ba769f09cc4a03266e173f961421f768061d8a',17,'1c47ff1f3af9352344190db1342d91aeb69037abd217266a1110a0a6d7469c90','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261130T162816Z-ac3d1839',6,'handed-over 50ff683e426c32002e52d9af9b17f502aa94cd1c47539fed1217113d4f15d557','2026-11-30T16:28:16Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','','done',5,'4083626d79d3f1748766155883ba769f09cc4a03266e173f961421f768061d8a','4083626d79d3f1748766155883ba769f09cc4a03266e173f961421f768061d8a',18,'d23a7ded7af198790a773ed3dffdae0e9f810f03a057b587e517d7a652a94fc5','from SHA256:Ey2aErDwiEwRcLXgP5NGZLtBHMjQAIrHzKXImI9jlWw to SHA256:MwbcDCKLg/BAM56iou6GBQzuCVQjrkdHI7OduBGHX3U','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261130T162820Z-7a931ac3',7,'accepted 59f8a598f843f864ef8084af6fd3d1b63c1dde69241474d99cebd1dce2af13af','2026-11-30T16:28:20Z','~000a4c8198eb76d3c57ffa44dfecd91b42fce0a2a5060bc344b25d9bccf37cb8','','done',6,'4083626d79d3f1748766155883ba769f09cc4a03266e173f961421f768061d8a','cc0513ce2799fd65f52656ee4e16f1c50b1be9a604b5188cb0b3a7322177ad14',19,'7438e450d0879e39794a84ce3533fb1a71506b13fdc4c430b9aa64932854b209','by hand','claim by os uid 0');
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
INSERT INTO "settled" VALUES('encord/acme-vision',5,'087e53d980e03f6893c22c2c85f08d620c12e0989075f14ff9180f1f4de2d912','reconciler 0.1.0 135df007e9e9e2ed','2026-11-30T16:28:24Z','2027-03-01T00:00:00Z','ea928f1c016290bbc99df3ce89997fab74d493155edc525f36543e9020dbbd7d vision.yaml','','45fe73cf4db3599e005511879927ab9852e626e88f7031becb7808f4ae3b5a1f','');
INSERT INTO "settled" VALUES('webknossos/brainlab',6,'cc0513ce2799fd65f52656ee4e16f1c50b1be9a604b5188cb0b3a7322177ad14','reconciler 0.1.0 135df007e9e9e2ed','2026-11-30T16:28:24Z','2027-03-01T00:00:00Z','4577ebafa18b89e6ea996b015e1e3ffa5195c4ea9ad691ce2f6321a9de489f50 lab.yaml','','','');
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
INSERT INTO "store_meta" VALUES(1,'2dd0da3b-fc95-447c-a71b-dbda7525a1cd',8,'f1c292c0f1841b886e818f1665947a310294a10cea87b7cc4321af2eeb55ab81');
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
CREATE INDEX ix_credit_org_at ON credit (org, at);
CREATE INDEX ix_activity_org_member_date ON activity (org, member, date);
CREATE INDEX ix_task_completion_org_member_at ON task_completion (org, member, at);
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
