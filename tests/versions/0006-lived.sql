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
INSERT INTO "audit" VALUES('encord/acme-vision',1,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','org','create','manual','requested','done',NULL,'{"manages":["members","teams"]}',NULL,'','4044aac2aa166c78b36a1d27192e7a294d019c8d615536e6365587e3980bb530',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',2,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','member/~ee6b17764f6498f2e3c1ad7b5a27962270200f5231526d953f26a573174a69a5','create','direct','requested','done',NULL,'{"role":"internal_admin"}',NULL,'','400973ce32678c5308563a7dc1d12eb4996dbbee980d33c3525d87b8e178a3c7',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',3,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','member/~9819d005d92d71abb2cd7527fd1b2105fb90fe9ec382e4da406a8b6c80f6617c','create','direct','requested','done',NULL,'{"role":"internal_member"}',NULL,'','986cf3a371398160856e5746cbbe8c2bbc5b728b0e1181e46f94f92956022a9a',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',4,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','team/grosser%20b%C3%A4r','create','direct','requested','done',NULL,'{"manages":["members"]}','["Großer Bär"]','','dbefac68997cb3dd34f5076f4fd366406fcb7be230959e2e79a675a758b3579b',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',5,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','membership/grosser%20b%C3%A4r/~9819d005d92d71abb2cd7527fd1b2105fb90fe9ec382e4da406a8b6c80f6617c','create','direct','requested','done',NULL,'{"role":"member"}','["Großer Bär","~9819d005d92d71abb2cd7527fd1b2105fb90fe9ec382e4da406a8b6c80f6617c"]','','f141ba318467cdba492283c6a4ef1b25892e32b71205c43516329858e0b4f3b4',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',6,'20261129T211333Z-aba82b26','ac7da9189774e775f968aef5d1facd1cb5d2c576b35f55195f780e5446fb34c5','2026-11-29T21:13:33Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','membership/grosser%20b%C3%A4r/~9819d005d92d71abb2cd7527fd1b2105fb90fe9ec382e4da406a8b6c80f6617c','delete','direct','requested','done','{"role":"member"}',NULL,'["Großer Bär","~9819d005d92d71abb2cd7527fd1b2105fb90fe9ec382e4da406a8b6c80f6617c"]','','406c1203632116613e49c17f431614b967d8062a9f6dd204637376124d57eda1',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',7,'20261129T211333Z-aba82b26','ac7da9189774e775f968aef5d1facd1cb5d2c576b35f55195f780e5446fb34c5','2026-11-29T21:13:33Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','member/~9819d005d92d71abb2cd7527fd1b2105fb90fe9ec382e4da406a8b6c80f6617c','delete','direct','requested','done','{"role":"internal_member"}',NULL,NULL,'','20ba371924b92475d6275a80db339e8e1fb7793b3d8b28aa70fe797118d76ef8',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('encord/acme-vision',8,'20261129T211336Z-9044d939','erased b6597513518ea94d973dbcf4669e3bd0daa827ff583a94b561235eb148595cb4','2026-11-29T21:13:36Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','org','erase','direct','requested','done',NULL,NULL,NULL,'','efc3c64f92667f04dbc98acc33e7aa5effd43608a6868badd043436e259c6cd6',NULL,NULL,'claim by os uid 0',NULL,'["~9819d005d92d71abb2cd7527fd1b2105fb90fe9ec382e4da406a8b6c80f6617c"]');
INSERT INTO "audit" VALUES('encord/acme-vision',9,'20261129T211338Z-e2e770e0','handed-over 431efb45cdaa0993602356cfd44bc0b8cd507f49e72e027a3ef6fd89058b0e30','2026-11-29T21:13:38Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','org','hand-over','direct','requested','done',NULL,NULL,NULL,'','798b3a4ee25a686ea46e516fbeadc04610886672aaf511e3877aecb8045d21e1',NULL,NULL,'claim by os uid 0','{"new":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICn3Xo7zHUo2fzn0uF/EeExZvlTtvIOLYC1qK1Q96hX0","old":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDjLL6dbEVuWtGtcDfyRPDyavPSDm9tM3xRLbxFfAbwD","root":"e4251637e3a3a3e4be6400191128544b8b06be76d8b6799825fa1c1fccc2219a","signature":"+c0oba82X2tiBliRrq+fL3siSaGV6WqnPC9pp+2rFBPmgHxl/5wibI6SPASFnXQCxNu6LTeBI51wGqxxK8v7Bw=="}',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',1,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','org','create','manual','requested','done',NULL,'{"manages":["members","teams"],"name":"Bärenlabor 名"}',NULL,'','f47fe16fb665909e1d66687d0b8d7e587b61ed4ce49515c97af64f54560f34c5',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',2,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','member/~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','create','invite','requested','done',NULL,'{"manages":["experience"],"role":"admin"}',NULL,'','945359ee3dd04af8e245f8f0ea63d44e3b74d610309b51159b98af4814287bab',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',3,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','member/~f89e126274a0de9a798d544ee83cd970fff86b09c9535f488d6183d46d0a91b6','create','invite','requested','done',NULL,'{"role":"member"}',NULL,'','8010c4b44ef2ac56b17945acfb17e9119fa767b9fe028697e2ca3151739f673e',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',4,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','member/~224e7b0aa2adcb06b92ac18dd6c9fcf8b751f18079b41a34c3d1d433b334e041','create','invite','requested','done',NULL,'{"role":"dataset_manager"}',NULL,'','1522ad6b2150bb80c65707f3b87d0cbfdf46ea3755ddcb3d068209f159625d6d',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',5,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','member/~e6c527bf0e9e56a08a9498425e346ed1b00a19fdc2d78fe77607d9ec517f1929','create','invite','requested','done',NULL,'{"role":"admin"}',NULL,'','872c878c5aec2753793d1f9e9caa8e36f09c033dcd63367de002fa6e87833bc3',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',6,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','team/dense%20cells','create','direct','requested','done',NULL,'{"manages":["members"]}','["Dense Cells"]','','14f2d10c4892a087446207b230a2f2925ca08a8b5d0fee144ad8e9f688d3152f',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',7,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','team/segmentation','create','direct','requested','done',NULL,'{"manages":["members"]}','["Segmentation"]','','d36ce33471d5472ac6ff350a70c4a7613fd10809e56757504a76eeb60b4a7d83',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',8,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','experience/~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb/nuclei','create','direct','requested','done',NULL,'{"level":5}',NULL,'','693a2b40d2a8fff7e61ec81df1cc903f8128541ffb9d2e46bb0f934fdfdd8c8a',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',9,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','membership/dense%20cells/~f89e126274a0de9a798d544ee83cd970fff86b09c9535f488d6183d46d0a91b6','create','direct','requested','done',NULL,'{"role":"team_manager"}','["Dense Cells","~f89e126274a0de9a798d544ee83cd970fff86b09c9535f488d6183d46d0a91b6"]','','4be8ec989a5819b4518e2a5bce5b1d4605800e6176297b75472930b5a932cafc',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',10,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','membership/dense%20cells/~224e7b0aa2adcb06b92ac18dd6c9fcf8b751f18079b41a34c3d1d433b334e041','create','direct','requested','done',NULL,'{"role":"member"}','["Dense Cells","~224e7b0aa2adcb06b92ac18dd6c9fcf8b751f18079b41a34c3d1d433b334e041"]','','3bdb9848668cf907b09b76345674e69f86f19eed6d0ac14932993eed6e4f9025',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',11,'20261129T211309Z-eb29fa4f','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','membership/segmentation/~f89e126274a0de9a798d544ee83cd970fff86b09c9535f488d6183d46d0a91b6','create','direct','requested','done',NULL,'{"role":"member"}','["Segmentation","~f89e126274a0de9a798d544ee83cd970fff86b09c9535f488d6183d46d0a91b6"]','','10ed961fa211e5edf886849573840c4bba6d7243f526c4f2f5e623a76921a622',NULL,NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',12,'20261129T211320Z-c79df291','7e101571411247cc05eb4e9676f6775b4097b8049337214d5f7f0b50c96868e4','2026-11-29T21:13:20Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','membership/dense%20cells/~224e7b0aa2adcb06b92ac18dd6c9fcf8b751f18079b41a34c3d1d433b334e041','delete','direct','requested','done','{"role":"member"}',NULL,'["Dense Cells","~224e7b0aa2adcb06b92ac18dd6c9fcf8b751f18079b41a34c3d1d433b334e041"]','','780c804e5aa0ee9da79b18b4767a067cca23b4ff9006fdaeb2c4e777c72aa9e0',NULL,'["~e6c527bf0e9e56a08a9498425e346ed1b00a19fdc2d78fe77607d9ec517f1929"]','claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',13,'20261129T211320Z-c79df291','7e101571411247cc05eb4e9676f6775b4097b8049337214d5f7f0b50c96868e4','2026-11-29T21:13:20Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','member/~224e7b0aa2adcb06b92ac18dd6c9fcf8b751f18079b41a34c3d1d433b334e041','update','direct','requested','done','{"role":"dataset_manager"}','{"active":false,"role":"dataset_manager"}',NULL,'','9a23ab9a4d7c27481c2ad77ca0937381d2ea1c346ffa2071bcdbce1611501971',NULL,'["~e6c527bf0e9e56a08a9498425e346ed1b00a19fdc2d78fe77607d9ec517f1929"]','claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',14,'20261129T211320Z-c79df291','7e101571411247cc05eb4e9676f6775b4097b8049337214d5f7f0b50c96868e4','2026-11-29T21:13:20Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','experience/~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb/nuclei','update','direct','requested','done','{"level":5}','{"level":7}',NULL,'','b97892e0d4a09d0151ade5f135a83e3262b80be625b76d88e63f72dfbc828bd1',NULL,'["~e6c527bf0e9e56a08a9498425e346ed1b00a19fdc2d78fe77607d9ec517f1929"]','claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',15,'20261129T211333Z-aba82b26','ac7da9189774e775f968aef5d1facd1cb5d2c576b35f55195f780e5446fb34c5','2026-11-29T21:13:33Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','member/~bcc4bd8e6ec7bc44799b9a4877ca88fc04271c9335be65f3308ebb8452c41b22','move','manual','requested','done','{"role":"member"}','{"previously":["~f89e126274a0de9a798d544ee83cd970fff86b09c9535f488d6183d46d0a91b6"],"role":"member"}',NULL,'','b159c4128b245e4fd7e51eec5a4d4fe22a613a58a1b3e2c907aecdb9ed43ac2b','member/~f89e126274a0de9a798d544ee83cd970fff86b09c9535f488d6183d46d0a91b6',NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',16,'20261129T211333Z-aba82b26','ac7da9189774e775f968aef5d1facd1cb5d2c576b35f55195f780e5446fb34c5','2026-11-29T21:13:33Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','membership/dense%20cells/~bcc4bd8e6ec7bc44799b9a4877ca88fc04271c9335be65f3308ebb8452c41b22','move','direct','requested','done','{"role":"team_manager"}','{"role":"team_manager"}','["Dense Cells","~bcc4bd8e6ec7bc44799b9a4877ca88fc04271c9335be65f3308ebb8452c41b22"]','','181235594a6f89d8993ca1427e837d4bb06b363f2befcf0fb1ed5919e961d5c2','membership/dense%20cells/~f89e126274a0de9a798d544ee83cd970fff86b09c9535f488d6183d46d0a91b6',NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',17,'20261129T211333Z-aba82b26','ac7da9189774e775f968aef5d1facd1cb5d2c576b35f55195f780e5446fb34c5','2026-11-29T21:13:33Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','membership/segmentation/~bcc4bd8e6ec7bc44799b9a4877ca88fc04271c9335be65f3308ebb8452c41b22','move','direct','requested','done','{"role":"member"}','{"role":"member"}','["Segmentation","~bcc4bd8e6ec7bc44799b9a4877ca88fc04271c9335be65f3308ebb8452c41b22"]','','a3805e8c96f50f076ddad8ebb88fb6ce3ff9b7d48c69b3191ff233900c716934','membership/segmentation/~f89e126274a0de9a798d544ee83cd970fff86b09c9535f488d6183d46d0a91b6',NULL,'claim by os uid 0',NULL,NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',18,'20261129T211338Z-e2e770e0','handed-over 431efb45cdaa0993602356cfd44bc0b8cd507f49e72e027a3ef6fd89058b0e30','2026-11-29T21:13:38Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','org','hand-over','direct','requested','done',NULL,NULL,NULL,'','a9fd75d3f9f381439551bb95a511e9b280aa8801fd9aec38f51303b61610a558',NULL,NULL,'claim by os uid 0','{"new":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICn3Xo7zHUo2fzn0uF/EeExZvlTtvIOLYC1qK1Q96hX0","old":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDjLL6dbEVuWtGtcDfyRPDyavPSDm9tM3xRLbxFfAbwD","root":"5544489b1d8f1484b0011c768b62e9bfa2c094d0983c39adf821e95955a92f82","signature":"cekUhKkmNCTYWgXdUmRu2Gt3npQNGqlh2tRMP4tagXAHgNFLjKxQGnt4NNFaeiD1Ynps4evbbvRKq8W8mTEZBQ=="}',NULL);
INSERT INTO "audit" VALUES('webknossos/brainlab',19,'20261129T211342Z-253340b3','accepted 5f70ead34d3ff11a9ff56bd5d43246409fe41d104880ef011eeec5c9fa6bd458','2026-11-29T21:13:42Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','membership/segmentation/~bcc4bd8e6ec7bc44799b9a4877ca88fc04271c9335be65f3308ebb8452c41b22','delete','direct','drift','done','{"role":"member"}',NULL,'["Segmentation","~bcc4bd8e6ec7bc44799b9a4877ca88fc04271c9335be65f3308ebb8452c41b22"]','','506749095140bf6b3bc20e311d32cbc674d3a11a65423de708b7b4a2643523bc',NULL,'["~e6c527bf0e9e56a08a9498425e346ed1b00a19fdc2d78fe77607d9ec517f1929"]','claim by os uid 0',NULL,NULL);
CREATE TABLE consumed_plan (
	org TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	run TEXT NOT NULL, 
	serial BIGINT NOT NULL, 
	CONSTRAINT pk_consumed_plan PRIMARY KEY (org, "plan")
)
 WITHOUT ROWID

;
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','ac7da9189774e775f968aef5d1facd1cb5d2c576b35f55195f780e5446fb34c5','20261129T211333Z-aba82b26',3);
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','20261129T211309Z-eb29fa4f',1);
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','erased b6597513518ea94d973dbcf4669e3bd0daa827ff583a94b561235eb148595cb4','20261129T211336Z-9044d939',4);
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','handed-over 431efb45cdaa0993602356cfd44bc0b8cd507f49e72e027a3ef6fd89058b0e30','20261129T211338Z-e2e770e0',5);
INSERT INTO "consumed_plan" VALUES('encord/acme-vision','restored 534c0e788c03cc926a5782c550696ee50ad2c2a7ec326046a80199008787c480','20261129T211327Z-00295ece',2);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','7e101571411247cc05eb4e9676f6775b4097b8049337214d5f7f0b50c96868e4','20261129T211320Z-c79df291',2);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','ac7da9189774e775f968aef5d1facd1cb5d2c576b35f55195f780e5446fb34c5','20261129T211333Z-aba82b26',4);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','accepted 5f70ead34d3ff11a9ff56bd5d43246409fe41d104880ef011eeec5c9fa6bd458','20261129T211342Z-253340b3',6);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','20261129T211309Z-eb29fa4f',1);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','handed-over 431efb45cdaa0993602356cfd44bc0b8cd507f49e72e027a3ef6fd89058b0e30','20261129T211338Z-e2e770e0',5);
INSERT INTO "consumed_plan" VALUES('webknossos/brainlab','restored 534c0e788c03cc926a5782c550696ee50ad2c2a7ec326046a80199008787c480','20261129T211327Z-00295ece',3);
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
INSERT INTO "org" VALUES('encord/acme-vision',5,'97e46122b345276b21b479192a1598339075a171aa17292673f68159e78e4f4f',9,'["e4251637e3a3a3e4be6400191128544b8b06be76d8b6799825fa1c1fccc2219a","798b3a4ee25a686ea46e516fbeadc04610886672aaf511e3877aecb8045d21e1"]','8f109d1a56e9601339cfd66e3cbb46c87fc52a11d491e5740f18a0e932b906b3');
INSERT INTO "org" VALUES('webknossos/brainlab',6,'5d2da7dfe0a627699418bcbaf892a3138402a09db9fdd92708a2cbca759affb0',19,'["3921a2d8653a685697f034844002862841139b848a9c814d830369e14e0a9170","e065cabf18cd92f3245c160cb51a926a8407be5e0804abd19279f91a9ad5697f","506749095140bf6b3bc20e311d32cbc674d3a11a65423de708b7b4a2643523bc"]','198c4f11cb24053d0086c3c7f0659c3b5cf5093c4eff862f7d995a125ab937c0');
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
INSERT INTO "person" VALUES('encord/acme-vision','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','ada@brainlab.example','ada@brainlab.example','fd4f93f9ed7acb33fd3f46bebf02fc907561a5d6a22d205b2f7e8d58d40244d5');
INSERT INTO "person" VALUES('encord/acme-vision','~ee6b17764f6498f2e3c1ad7b5a27962270200f5231526d953f26a573174a69a5','ada@vision.example','ada@vision.example','1c4c490b749ff5f0e8fba24c93e9ffe55258194c3442a95411ceb0532981763b');
INSERT INTO "person" VALUES('webknossos/brainlab','~224e7b0aa2adcb06b92ac18dd6c9fcf8b751f18079b41a34c3d1d433b334e041','bob@brainlab.example','bob@brainlab.example','9e5682348274de194f8330d466e9e01e6b8a344f0eab34941c8453b8f55811a3');
INSERT INTO "person" VALUES('webknossos/brainlab','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','ada@brainlab.example','ada@brainlab.example','3136413cd6f21b2f8c632be7da68c9020cecfd10d4b932437f6efbd4f8153b68');
INSERT INTO "person" VALUES('webknossos/brainlab','~bcc4bd8e6ec7bc44799b9a4877ca88fc04271c9335be65f3308ebb8452c41b22','alan.turing@brainlab.example','alan.turing@brainlab.example','5194123c8b64c818eb91774ef461b96e27598d5ab5f58d90a4a3358dc824f75a');
INSERT INTO "person" VALUES('webknossos/brainlab','~e6c527bf0e9e56a08a9498425e346ed1b00a19fdc2d78fe77607d9ec517f1929','grace@brainlab.example','grace@brainlab.example','1f9838f9566b1980580c9b66eefe41b7729838a746eb4e6a6ea2eb074f225bcf');
INSERT INTO "person" VALUES('webknossos/brainlab','~f89e126274a0de9a798d544ee83cd970fff86b09c9535f488d6183d46d0a91b6','alan@brainlab.example','alan@brainlab.example','ab6d17e99c2db4637ce673362ee350a51828996e38b1a78ba016ac8f3728ca4a');
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
INSERT INTO "run" VALUES('encord/acme-vision','20261129T211309Z-eb29fa4f',1,'da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','3ae81147e3722bb418348111a9ae16eab381b0f55fee4b7112e3bd650c734d3f',5,'49e1c4663f1076251105baf3db87888ee7002120a6629d974ff2c199647be4d9','','claim by os uid 0');
INSERT INTO "run" VALUES('encord/acme-vision','20261129T211327Z-00295ece',2,'restored 534c0e788c03cc926a5782c550696ee50ad2c2a7ec326046a80199008787c480','2026-11-29T21:13:27Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','','done',2,'3ae81147e3722bb418348111a9ae16eab381b0f55fee4b7112e3bd650c734d3f','3ae81147e3722bb418348111a9ae16eab381b0f55fee4b7112e3bd650c734d3f',5,'49e1c4663f1076251105baf3db87888ee7002120a6629d974ff2c199647be4d9','restored from store.backup','claim by os uid 0');
INSERT INTO "run" VALUES('encord/acme-vision','20261129T211333Z-aba82b26',3,'ac7da9189774e775f968aef5d1facd1cb5d2c576b35f55195f780e5446fb34c5','2026-11-29T21:13:33Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','','done',3,'3ae81147e3722bb418348111a9ae16eab381b0f55fee4b7112e3bd650c734d3f','43bf9562320d0ea47e6c34f16929df6a9195342102b1f7e31a1a0bcbb5e4cfa2',7,'7013f48bc68830c430e34e3ec4d346c901fa1c308a37948015d518aa38320a9c','','claim by os uid 0');
INSERT INTO "run" VALUES('encord/acme-vision','20261129T211336Z-9044d939',4,'erased b6597513518ea94d973dbcf4669e3bd0daa827ff583a94b561235eb148595cb4','2026-11-29T21:13:36Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','','done',4,'43bf9562320d0ea47e6c34f16929df6a9195342102b1f7e31a1a0bcbb5e4cfa2','97e46122b345276b21b479192a1598339075a171aa17292673f68159e78e4f4f',8,'e4251637e3a3a3e4be6400191128544b8b06be76d8b6799825fa1c1fccc2219a','asked for it','claim by os uid 0');
INSERT INTO "run" VALUES('encord/acme-vision','20261129T211338Z-e2e770e0',5,'handed-over 431efb45cdaa0993602356cfd44bc0b8cd507f49e72e027a3ef6fd89058b0e30','2026-11-29T21:13:38Z','~6cb0e0fd8388888a303b4680964fd16d1c3881be2bfc6547720cbb1bcc3202a7','','done',5,'97e46122b345276b21b479192a1598339075a171aa17292673f68159e78e4f4f','97e46122b345276b21b479192a1598339075a171aa17292673f68159e78e4f4f',9,'46fb7f5c64d037d3d130cf1176994388b2482accaed63669b8a1e09965568474','from SHA256:fFgZ4695QOWLVqpjNJMYnO7Hiq9nl17BYpWVOt2zksE to SHA256:2a0v4/D3U6YaCmy7rPyQNpRxDjmBrA5HqQB+hcao9yU','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T211309Z-eb29fa4f',1,'da6b6191eff85617b2e02e10dee6de8a42e31f604e478b571fd6c1ad56efc427','2026-11-29T21:13:09Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','','done',1,'4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945','e454e46a565a7a94b490be5d707662ed6d4f4fa967e3595836d463a3d50cef9d',11,'78053823ef837008e96e7855a968f42abcc88cc4b1a4f3ab4993c6935ba29590','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T211320Z-c79df291',2,'7e101571411247cc05eb4e9676f6775b4097b8049337214d5f7f0b50c96868e4','2026-11-29T21:13:20Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','','done',2,'e454e46a565a7a94b490be5d707662ed6d4f4fa967e3595836d463a3d50cef9d','a1dfa5ae0653375d031cc0e83c055b7f18de53a17366f49c0dc1012c9e305c80',14,'8006f414da6fe8fab7b549036c278a1cca78e93f96c7b72dcbc244db806ef40d','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T211327Z-00295ece',3,'restored 534c0e788c03cc926a5782c550696ee50ad2c2a7ec326046a80199008787c480','2026-11-29T21:13:27Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','','done',3,'a1dfa5ae0653375d031cc0e83c055b7f18de53a17366f49c0dc1012c9e305c80','a1dfa5ae0653375d031cc0e83c055b7f18de53a17366f49c0dc1012c9e305c80',14,'8006f414da6fe8fab7b549036c278a1cca78e93f96c7b72dcbc244db806ef40d','restored from store.backup','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T211330Z-09965ad5',4,'9a25a7452fe45bedd2a5ac5e47611d17828240a15820990feed26499e673a9ea','2026-11-29T21:13:30Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','','refused',0,'','',0,'','webknossos/brainlab was restored from a backup at 2026-11-29T21:13:27Z, after the plan was made; nothing was changed','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T211333Z-aba82b26',5,'ac7da9189774e775f968aef5d1facd1cb5d2c576b35f55195f780e5446fb34c5','2026-11-29T21:13:33Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','','done',4,'a1dfa5ae0653375d031cc0e83c055b7f18de53a17366f49c0dc1012c9e305c80','9392fb0fa0e3f05ddfcb207b5788b788cf986b6f1c78ee4ac4f437f1bdc90a81',17,'5544489b1d8f1484b0011c768b62e9bfa2c094d0983c39adf821e95955a92f82','','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T211338Z-e2e770e0',6,'handed-over 431efb45cdaa0993602356cfd44bc0b8cd507f49e72e027a3ef6fd89058b0e30','2026-11-29T21:13:38Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','','done',5,'9392fb0fa0e3f05ddfcb207b5788b788cf986b6f1c78ee4ac4f437f1bdc90a81','9392fb0fa0e3f05ddfcb207b5788b788cf986b6f1c78ee4ac4f437f1bdc90a81',18,'0aa37970d8b1a9255eb3158fb1ce836a2f0c936527eb882a28a91748becce8a7','from SHA256:fFgZ4695QOWLVqpjNJMYnO7Hiq9nl17BYpWVOt2zksE to SHA256:2a0v4/D3U6YaCmy7rPyQNpRxDjmBrA5HqQB+hcao9yU','claim by os uid 0');
INSERT INTO "run" VALUES('webknossos/brainlab','20261129T211342Z-253340b3',7,'accepted 5f70ead34d3ff11a9ff56bd5d43246409fe41d104880ef011eeec5c9fa6bd458','2026-11-29T21:13:42Z','~9b209e271044bb53f7a8885ee21be9cd9db9ef7c1dde8e430fb461248f016deb','','done',6,'9392fb0fa0e3f05ddfcb207b5788b788cf986b6f1c78ee4ac4f437f1bdc90a81','5d2da7dfe0a627699418bcbaf892a3138402a09db9fdd92708a2cbca759affb0',19,'92ab418cfa3b7fe424bf0c297ea863e6f4de3b68cce88c2b019baf5fb1660b9f','by hand','claim by os uid 0');
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
INSERT INTO "settled" VALUES('encord/acme-vision',5,'97e46122b345276b21b479192a1598339075a171aa17292673f68159e78e4f4f','reconciler 0.1.0 860aaac4f21dff9a','2026-11-29T21:13:45Z','2027-02-28T00:00:00Z','ea928f1c016290bbc99df3ce89997fab74d493155edc525f36543e9020dbbd7d vision.yaml','','ab8e9f174b165573261ea0b205f9ca3262c1374397716e8c056252858cc0abb7','');
INSERT INTO "settled" VALUES('webknossos/brainlab',6,'5d2da7dfe0a627699418bcbaf892a3138402a09db9fdd92708a2cbca759affb0','reconciler 0.1.0 860aaac4f21dff9a','2026-11-29T21:13:45Z','2027-02-28T00:00:00Z','4577ebafa18b89e6ea996b015e1e3ffa5195c4ea9ad691ce2f6321a9de489f50 lab.yaml','','','');
CREATE TABLE store_meta (
	one INTEGER NOT NULL, 
	lineage TEXT NOT NULL, 
	format BIGINT NOT NULL, "key" TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_store_meta PRIMARY KEY (one), 
	CONSTRAINT ck_store_meta_one CHECK (one = 1)
);
INSERT INTO "store_meta" VALUES(1,'8043ae32-6150-4514-a970-5ede8abc407c',6,'f65fed935f675dfdd1edc7e6978a14223768c92c92f9209f90a21d4bb8529fbb');
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
