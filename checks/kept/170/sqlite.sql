BEGIN TRANSACTION;
CREATE TABLE access_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, public_id TEXT NOT NULL UNIQUE, secret_hash TEXT NOT NULL, client_id INTEGER REFERENCES clients (id),
    contract_id INTEGER, scopes TEXT NOT NULL, sandbox INTEGER NOT NULL, created_at INTEGER NOT NULL, revoked_at INTEGER,
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id)
) STRICT;
INSERT INTO "access_keys" VALUES(1,'check erp','kc_JMr3fRa7fpHOSX_GZf9tKhWwwj_bQNgBfCuJiP-_yms','cc2fc6172f3476a0f22fbb6b95bf8e502ed803df153c21b7752da3d5c9bd32f3',NULL,NULL,'erp:read erp:write',0,1796075115078,NULL);
INSERT INTO "access_keys" VALUES(2,'check C1','kc_22szofWOgRqCIQXWG4qnFITBiaXkm-DvX7PIs8gKvMo','a6556bb745f019cf7878e87595ca122bcd6fb7ce17039ed3ceb834bef0c134a3',2,NULL,'catalog prices stock orders:read orders:write account documents webhooks',0,1796075118188,NULL);
INSERT INTO "access_keys" VALUES(3,'check C2','kc_eZPnr-xQkHaPtIw6OWvZnh3wHfUZNIQfKpubYHUH5Sg','f4cc2a64bac2c4943e8ba9db2390e979ebf01043e21254f62e3f8028f811581a',3,NULL,'catalog prices stock orders:read orders:write account documents webhooks',0,1796075118548,NULL);
INSERT INTO "access_keys" VALUES(4,'check C11','kc_l5ztoIg6DlHD56WqvYEA1dWaNhEpGWjL2yHuHGGmSdI','91d2ecedb497fae7974cac59fb9f14a6880088588fcff121fd3c6e102a4c715b',6,NULL,'catalog prices stock orders:read orders:write account documents webhooks',0,1796075120008,NULL);
CREATE TABLE access_tokens (
    token_hash TEXT PRIMARY KEY, key_id INTEGER NOT NULL REFERENCES access_keys (id), scopes TEXT NOT NULL, expires_at INTEGER
) STRICT;
INSERT INTO "access_tokens" VALUES('54b39b8ea6d7fc96e6193c61df4379cb7a0632893ac20f5a425487a12bf0f956',1,'erp:read erp:write',NULL);
INSERT INTO "access_tokens" VALUES('7f8b6c313184d7d49adca80c9b7ff34592dd1b493a754280a4f08bfe5ee3a0a8',2,'catalog prices stock orders:read orders:write account documents webhooks',NULL);
INSERT INTO "access_tokens" VALUES('6eb125ba17a6177ae08f955b6f995ad331d707debc9bbc1ade5e2e7cd6f409bd',3,'catalog prices stock orders:read orders:write account documents webhooks',NULL);
INSERT INTO "access_tokens" VALUES('17d43978f73d4bb9569b0afb43771407dc4afcfd613e57e640f4e10b6cef438d',4,'catalog prices stock orders:read orders:write account documents webhooks',NULL);
CREATE TABLE account_links (
    token_hash TEXT PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES people (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'password_reset')),
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
INSERT INTO "account_links" VALUES('2fe86af96dd171011fa0baa8ba5384358de5fddcbb919093883256a9a8662ce1',8,'invitation',1796075145833,1796679945833);
INSERT INTO "account_links" VALUES('b8f504631516b4587dc088d25c8625c418d8555f52083fbc2882835455c2d716',9,'invitation',1796075147835,1796679947835);
CREATE TABLE assortment_rules (
    assortment_id INTEGER NOT NULL REFERENCES assortments (id), position INTEGER NOT NULL, allow INTEGER NOT NULL,
    product_id INTEGER REFERENCES products (id), brand_id INTEGER REFERENCES brands (id), category_id INTEGER REFERENCES categories (id),
    PRIMARY KEY (assortment_id, position),
    CHECK (CASE WHEN product_id IS NULL THEN 0 ELSE 1 END + CASE WHEN brand_id IS NULL THEN 0 ELSE 1 END
        + CASE WHEN category_id IS NULL THEN 0 ELSE 1 END = 1)
) STRICT;
INSERT INTO "assortment_rules" VALUES(1,0,0,1,NULL,NULL);
CREATE TABLE assortments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, default_state TEXT NOT NULL CHECK (default_state IN ('visible', 'hidden')),
    rules TEXT NOT NULL, visitor INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "assortments" VALUES(1,'A1','visible','[{"allow":false,"scope":"product","target":"P9"}]',0,1796075115610);
CREATE TABLE awaited_products (
    person_id INTEGER NOT NULL REFERENCES people (id), client_id INTEGER NOT NULL REFERENCES clients (id),
    product_id INTEGER NOT NULL REFERENCES products (id), at INTEGER NOT NULL, PRIMARY KEY (person_id, client_id, product_id)
) STRICT;
INSERT INTO "awaited_products" VALUES(1,2,4,1796075118644);
CREATE TABLE brands (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, parent_id INTEGER REFERENCES brands (id), name TEXT NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "brands" VALUES(1,'B',NULL,'Уралкрепёж',1796075115107);
INSERT INTO "brands" VALUES(2,'B9',NULL,'Севкабель',1796075115129);
CREATE TABLE bulk_change_products (
    change_id INTEGER NOT NULL REFERENCES bulk_changes (id), product_id INTEGER NOT NULL REFERENCES products (id), before TEXT, after TEXT,
    fate TEXT CHECK (fate IN ('back', 'kept')), PRIMARY KEY (change_id, product_id)
) STRICT;
CREATE TABLE bulk_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, person_id INTEGER REFERENCES people (id), action TEXT NOT NULL, changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL, refused INTEGER NOT NULL, undone_at INTEGER, put_back INTEGER NOT NULL, kept INTEGER NOT NULL
) STRICT;
CREATE TABLE calendar_days (day INTEGER PRIMARY KEY, is_working INTEGER NOT NULL CHECK (is_working IN (0, 1))) STRICT;
CREATE TABLE cart_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT, cart_id INTEGER NOT NULL REFERENCES carts (id), product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0), article TEXT, UNIQUE (cart_id, product_id)
) STRICT;
INSERT INTO "cart_lines" VALUES(1,1,2,4000,'SKU-00003');
CREATE TABLE carts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, person_id INTEGER NOT NULL REFERENCES people (id), client_id INTEGER NOT NULL REFERENCES clients (id),
    UNIQUE (person_id, client_id)
) STRICT;
INSERT INTO "carts" VALUES(1,1,2);
CREATE TABLE catalogue_news (
    id INTEGER PRIMARY KEY AUTOINCREMENT, person_id INTEGER NOT NULL REFERENCES people (id), client_id INTEGER NOT NULL REFERENCES clients (id), body TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE categories (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, parent_id INTEGER REFERENCES categories (id), name TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "categories" VALUES(1,'K',NULL,'Крепёж',1796075115102);
INSERT INTO "categories" VALUES(2,'K2',1,'Болты',1796075115102);
INSERT INTO "categories" VALUES(3,'K9',NULL,'Кабель',1796075115123);
CREATE TABLE client_aliases (
    external_id TEXT PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES clients (id), former_id INTEGER NOT NULL UNIQUE, at INTEGER NOT NULL
) STRICT;
INSERT INTO "client_aliases" VALUES('C14',8,9,1796075162829);
CREATE TABLE client_articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER NOT NULL REFERENCES clients (id), code TEXT NOT NULL,
    product_id INTEGER NOT NULL REFERENCES products (id), unit TEXT, ratio INTEGER NOT NULL CHECK (ratio > 0), updated_at INTEGER NOT NULL,
    UNIQUE (client_id, code)
) STRICT;
INSERT INTO "client_articles" VALUES(1,2,'НАШ-77',2,NULL,3000,1796075115658);
CREATE TABLE client_entities (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, client_id INTEGER NOT NULL REFERENCES clients (id), name TEXT NOT NULL,
    inn TEXT, kpp TEXT, ogrn TEXT, address TEXT, bank TEXT, updated_at INTEGER NOT NULL,
    UNIQUE (client_id, id)
) STRICT;
INSERT INTO "client_entities" VALUES(1,'E9',1,'ООО «Монтаж»','7700000190','770301001',NULL,'Москва',NULL,1796075115161);
INSERT INTO "client_entities" VALUES(2,'C1-E',2,'ООО «Покупатель-1»','7700010014','770201001',NULL,'101000, Москва, Мясницкая улица, 1',NULL,1796075115272);
INSERT INTO "client_entities" VALUES(3,'C2-E',3,'ООО «Покупатель-2»','7700010021','770201001',NULL,'101000, Москва, Мясницкая улица, 1',NULL,1796075115318);
INSERT INTO "client_entities" VALUES(4,'portal-1',4,'ООО «newcomer»','7707083893',NULL,NULL,NULL,NULL,1796075118917);
INSERT INTO "client_entities" VALUES(5,'portal-2',5,'ООО «erased»','7702070139',NULL,NULL,NULL,NULL,1796075118942);
INSERT INTO "client_entities" VALUES(6,'C11-E',6,'ООО «Покупатель-11»','7700010110','770201001',NULL,'101000, Москва, Мясницкая улица, 1',NULL,1796075119797);
INSERT INTO "client_entities" VALUES(7,'C12-E',7,'ООО «Покупатель-12»','7700010127','770201001',NULL,'101000, Москва, Мясницкая улица, 1',NULL,1796075162263);
INSERT INTO "client_entities" VALUES(8,'C13-E',8,'ООО «Покупатель-13»','7700010134','770201001',NULL,'101000, Москва, Мясницкая улица, 1',NULL,1796075162311);
INSERT INTO "client_entities" VALUES(9,'C14-E',8,'ООО «Покупатель-14»','7700010141','770201001',NULL,'101000, Москва, Мясницкая улица, 1',NULL,1796075162377);
CREATE TABLE client_entity_aliases (
    external_id TEXT PRIMARY KEY, client_entity_id INTEGER NOT NULL REFERENCES client_entities (id), at INTEGER NOT NULL
) STRICT;
CREATE TABLE client_managers (
    client_id INTEGER NOT NULL REFERENCES clients (id), person_id INTEGER NOT NULL REFERENCES people (id),
    PRIMARY KEY (client_id, person_id)
) STRICT;
INSERT INTO "client_managers" VALUES(3,5);
CREATE TABLE client_merges (
    id INTEGER PRIMARY KEY AUTOINCREMENT, staying_id INTEGER NOT NULL REFERENCES clients (id), leaving_id INTEGER NOT NULL, leaving_external_id TEXT NOT NULL,
    leaving_name TEXT NOT NULL, needs_second INTEGER NOT NULL CHECK (needs_second IN (0, 1)),
    status TEXT NOT NULL CHECK (status IN ('waiting', 'done', 'withdrawn')),
    proposed_by TEXT NOT NULL, proposed_by_name TEXT NOT NULL, proposed_at INTEGER NOT NULL,
    decided_by TEXT, decided_by_name TEXT, decided_at INTEGER, moved TEXT,
    CHECK ((status = 'waiting') = (decided_by IS NULL)), CHECK (status <> 'done' OR needs_second = 0 OR decided_by <> proposed_by)
) STRICT;
INSERT INTO "client_merges" VALUES(1,8,9,'C14','ООО «Покупатель-14»',1,'done','person:4','Admin',1796075162452,'person:13','Second',1796075162829,'{"entities":1,"contracts":1,"sites":1}');
INSERT INTO "client_merges" VALUES(2,3,7,'C12','ООО «Покупатель-12»',1,'waiting','person:4','Admin',1796075162848,NULL,NULL,NULL,NULL);
CREATE TABLE clients (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, name_folded TEXT NOT NULL,
    segment_id INTEGER REFERENCES segments (id), manager TEXT, assortment TEXT, updated_at INTEGER NOT NULL
, assortment_id INTEGER REFERENCES assortments (id), blocked_at INTEGER, block_reason TEXT CHECK ((blocked_at IS NULL) = (block_reason IS NULL) AND (block_reason IS NULL OR block_reason <> '')), blocked_by TEXT CHECK ((blocked_at IS NULL) = (blocked_by IS NULL)), blocked_by_name TEXT CHECK ((blocked_at IS NULL) = (blocked_by_name IS NULL))) STRICT;
INSERT INTO "clients" VALUES(1,'C9','ООО «Монтаж»','ооо «монтаж»',NULL,NULL,NULL,1796075115156,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clients" VALUES(2,'C1','ООО «Покупатель-1»','ооо «покупатель-1»',NULL,'Manager',NULL,1796075117965,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clients" VALUES(3,'C2','ООО «Покупатель-2»','ооо «покупатель-2»',NULL,NULL,NULL,1796075115631,1,NULL,NULL,NULL,NULL);
INSERT INTO "clients" VALUES(4,'portal-1','ООО «newcomer»','ооо «newcomer»',NULL,NULL,NULL,1796075118917,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clients" VALUES(5,'portal-2','ООО «erased»','ооо «erased»',NULL,NULL,NULL,1796075118942,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clients" VALUES(6,'C11','ООО «Покупатель-11»','ооо «покупатель-11»',NULL,NULL,NULL,1796075119779,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clients" VALUES(7,'C12','ООО «Покупатель-12»','ооо «покупатель-12»',NULL,NULL,NULL,1796075162247,NULL,1796075162433,'Не платит','person:4','Admin');
INSERT INTO "clients" VALUES(8,'C13','ООО «Покупатель-13»','ооо «покупатель-13»',NULL,NULL,NULL,1796075162829,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE closed_periods (
    legal_entity_id INTEGER PRIMARY KEY REFERENCES legal_entities (id), closed_to INTEGER NOT NULL, closed_at INTEGER NOT NULL
) STRICT;
INSERT INTO "closed_periods" VALUES(1,20728,1796075118994);
CREATE TABLE consent_texts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, purpose TEXT NOT NULL CHECK (purpose IN ('personal_data', 'advertising')), version INTEGER NOT NULL CHECK (version > 0),
    text_ru TEXT NOT NULL, text_en TEXT NOT NULL, hash_ru TEXT NOT NULL, hash_en TEXT NOT NULL,
    published_at INTEGER NOT NULL, published_by TEXT NOT NULL,
    UNIQUE (purpose, version)
) STRICT;
INSERT INTO "consent_texts" VALUES(1,'personal_data',1,'Я согласен на обработку моих персональных данных (имя, почта, телефон) для рассмотрения этой заявки. Оператор: ООО «Проверка». Согласие можно отозвать в любой момент.','I agree that my personal data (name, address, telephone) are processed to handle this request by ООО «Проверка». I can withdraw this at any time.','f8776319831746bafaeed2331df31031d53b28ca82cfbde26cfe50eac0461831','81f41898b5ed713ba6cc0e4f0930cf19f8fd66366a3e8714f645a010c34d98db',1796075118887,'system');
CREATE TABLE consent_withdrawals (
    consent_id INTEGER PRIMARY KEY REFERENCES consents (id), at INTEGER NOT NULL, place TEXT NOT NULL, agent TEXT NOT NULL
) STRICT;
INSERT INTO "consent_withdrawals" VALUES(2,1796075118957,'','');
INSERT INTO "consent_withdrawals" VALUES(4,1796075163050,'127.0.0.1','python-requests/2.34.2');
CREATE TABLE consents (
    id INTEGER PRIMARY KEY AUTOINCREMENT, person_id INTEGER REFERENCES people (id), registration_id INTEGER REFERENCES registrations (id), purpose TEXT NOT NULL,
    text_hash TEXT NOT NULL, given_at INTEGER NOT NULL, withdrawn_at INTEGER, place TEXT NOT NULL, agent TEXT NOT NULL, text_id INTEGER REFERENCES consent_texts (id), language TEXT NOT NULL DEFAULT 'ru' CHECK (language IN ('ru', 'en')), channel TEXT NOT NULL DEFAULT 'registration' CHECK (channel IN ('registration', 'account', 'sign_in')),
    CHECK (person_id IS NOT NULL OR registration_id IS NOT NULL)
) STRICT;
INSERT INTO "consents" VALUES(1,9,1,'personal_data','f8776319831746bafaeed2331df31031d53b28ca82cfbde26cfe50eac0461831',1796075118887,NULL,'127.0.0.1','python-requests/2.34.2',1,'ru','registration');
INSERT INTO "consents" VALUES(2,10,2,'personal_data','f8776319831746bafaeed2331df31031d53b28ca82cfbde26cfe50eac0461831',1796075118893,NULL,'','',1,'ru','registration');
INSERT INTO "consents" VALUES(3,NULL,3,'personal_data','f8776319831746bafaeed2331df31031d53b28ca82cfbde26cfe50eac0461831',1796075118904,NULL,'127.0.0.1','python-requests/2.34.2',1,'ru','registration');
INSERT INTO "consents" VALUES(4,3,NULL,'personal_data','f8776319831746bafaeed2331df31031d53b28ca82cfbde26cfe50eac0461831',1796075163033,NULL,'127.0.0.1','python-requests/2.34.2',1,'ru','account');
CREATE TABLE contract_accounts (
    contract_id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL, credit_account_id INTEGER, currency TEXT NOT NULL,
    balance INTEGER NOT NULL, debt INTEGER NOT NULL CHECK (debt >= 0), advance INTEGER NOT NULL CHECK (advance >= 0),
    prepayment_held INTEGER NOT NULL CHECK (prepayment_held >= 0), as_of INTEGER,
    state TEXT NOT NULL DEFAULT 'ok', state_since INTEGER,
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id),
    FOREIGN KEY (client_id, credit_account_id) REFERENCES credit_accounts (client_id, id)
) STRICT;
INSERT INTO "contract_accounts" VALUES(2,2,2,'RUB',99950,99950,0,0,1796075115578,'ok',1796075118221);
INSERT INTO "contract_accounts" VALUES(3,3,NULL,'RUB',0,0,0,0,NULL,'hold_shipment',1796075118981);
CREATE TABLE contract_portal_lists (
    contract_id INTEGER NOT NULL REFERENCES contracts (id), position INTEGER NOT NULL,
    price_list_id INTEGER NOT NULL REFERENCES price_lists (id), PRIMARY KEY (contract_id, position)
) STRICT;
CREATE TABLE contract_price_lists (
    contract_id INTEGER NOT NULL REFERENCES contracts (id), position INTEGER NOT NULL,
    price_list_id INTEGER NOT NULL REFERENCES price_lists (id), PRIMARY KEY (contract_id, position)
) STRICT;
INSERT INTO "contract_price_lists" VALUES(1,0,2);
INSERT INTO "contract_price_lists" VALUES(2,0,1);
INSERT INTO "contract_price_lists" VALUES(3,0,1);
INSERT INTO "contract_price_lists" VALUES(4,0,1);
INSERT INTO "contract_price_lists" VALUES(5,0,1);
INSERT INTO "contract_price_lists" VALUES(6,0,1);
INSERT INTO "contract_price_lists" VALUES(7,0,1);
CREATE TABLE contracts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, client_id INTEGER NOT NULL REFERENCES clients (id),
    client_entity_id INTEGER NOT NULL, legal_entity_id INTEGER NOT NULL REFERENCES legal_entities (id), number TEXT, assortment TEXT,
    from_day INTEGER NOT NULL, to_day INTEGER NOT NULL, currency TEXT NOT NULL,
    vat_mode TEXT NOT NULL CHECK (vat_mode IN ('included', 'on_top', 'none')), credit_account_id INTEGER, credit_limit INTEGER,
    payment_days INTEGER NOT NULL CHECK (payment_days >= 0), payment_calendar TEXT NOT NULL CHECK (payment_calendar IN ('calendar', 'banking')),
    status TEXT NOT NULL CHECK (status IN ('active', 'closed')), updated_at INTEGER NOT NULL, rate_day TEXT, rate_markup INTEGER, source TEXT NOT NULL DEFAULT 'erp' CHECK (source IN ('erp', 'portal')), assortment_id INTEGER REFERENCES assortments (id),
    UNIQUE (client_id, id),
    FOREIGN KEY (client_id, client_entity_id) REFERENCES client_entities (client_id, id),
    FOREIGN KEY (client_id, credit_account_id) REFERENCES credit_accounts (client_id, id)
) STRICT;
INSERT INTO "contracts" VALUES(1,'D9',1,1,2,'Д-9',NULL,20454,376199,'RUB','included',NULL,100000,14,'calendar','active',1796075115175,NULL,NULL,'erp',NULL);
INSERT INTO "contracts" VALUES(2,'C1-D',2,2,1,'Д-1',NULL,20454,376199,'RUB','included',NULL,5000000,14,'calendar','active',1796075115280,NULL,NULL,'erp',NULL);
INSERT INTO "contracts" VALUES(3,'C2-D',3,3,1,'Д-2',NULL,20454,376199,'RUB','included',NULL,10000000000,14,'calendar','active',1796075115331,NULL,NULL,'erp',NULL);
INSERT INTO "contracts" VALUES(4,'C11-D',6,6,1,'Д-11',NULL,20454,376199,'RUB','included',NULL,10000000000,14,'calendar','active',1796075119815,NULL,NULL,'erp',NULL);
INSERT INTO "contracts" VALUES(5,'C12-D',7,7,1,'Д-12',NULL,20454,376199,'RUB','included',NULL,10000000000,14,'calendar','active',1796075162271,NULL,NULL,'erp',NULL);
INSERT INTO "contracts" VALUES(6,'C13-D',8,8,1,'Д-13',NULL,20454,376199,'RUB','included',NULL,10000000000,14,'calendar','active',1796075162323,NULL,NULL,'erp',NULL);
INSERT INTO "contracts" VALUES(7,'C14-D',8,9,1,'Д-14',NULL,20454,376199,'RUB','included',NULL,10000000000,14,'calendar','active',1796075162395,NULL,NULL,'erp',NULL);
CREATE TABLE credit_accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT UNIQUE, client_id INTEGER NOT NULL REFERENCES clients (id),
    currency TEXT NOT NULL, credit_limit INTEGER, policy TEXT NOT NULL CHECK (policy IN ('hold', 'prepay', 'refuse')),
    in_orders INTEGER NOT NULL DEFAULT 0 CHECK (in_orders >= 0), ledger_balance INTEGER NOT NULL DEFAULT 0,
    contract_id INTEGER UNIQUE, updated_at INTEGER NOT NULL, in_approval INTEGER NOT NULL DEFAULT 0 CHECK (in_approval >= 0), prepayment_held INTEGER NOT NULL DEFAULT 0 CHECK (prepayment_held >= 0),
    UNIQUE (client_id, id)
) STRICT;
INSERT INTO "credit_accounts" VALUES(1,NULL,1,'RUB',100000,'hold',0,0,1,1796075115175,0,0);
INSERT INTO "credit_accounts" VALUES(2,NULL,2,'RUB',5000000,'hold',109000,99950,2,1796075115280,0,0);
INSERT INTO "credit_accounts" VALUES(3,NULL,3,'RUB',10000000000,'hold',19000,0,3,1796075115331,0,0);
INSERT INTO "credit_accounts" VALUES(4,NULL,6,'RUB',10000000000,'hold',93324,0,4,1796075119815,0,0);
INSERT INTO "credit_accounts" VALUES(5,NULL,7,'RUB',10000000000,'hold',0,0,5,1796075162271,0,0);
INSERT INTO "credit_accounts" VALUES(6,NULL,8,'RUB',10000000000,'hold',0,0,6,1796075162323,0,0);
INSERT INTO "credit_accounts" VALUES(7,NULL,8,'RUB',10000000000,'hold',0,0,7,1796075162395,0,0);
CREATE TABLE credit_news (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER NOT NULL, contract_id INTEGER NOT NULL, order_id INTEGER,
    event TEXT NOT NULL, state TEXT, at INTEGER NOT NULL, told_at INTEGER,
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id),
    FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id)
) STRICT;
INSERT INTO "credit_news" VALUES(1,3,3,NULL,'restricted','hold_shipment',1796075118981,1796075130833);
CREATE TABLE credit_overrides (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER NOT NULL, contract_id INTEGER NOT NULL, order_id INTEGER, reason TEXT NOT NULL,
    until_day INTEGER NOT NULL, requested_by TEXT NOT NULL, requested_by_name TEXT NOT NULL, requested_at INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'requested' CHECK (status IN ('requested', 'approved', 'refused')),
    decided_by TEXT, decided_by_name TEXT, decided_at INTEGER,
    CHECK (decided_by IS NULL OR decided_by <> requested_by), CHECK ((status = 'requested') = (decided_by IS NULL)),
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id),
    FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id)
) STRICT;
CREATE TABLE credit_rules (
    id INTEGER PRIMARY KEY AUTOINCREMENT, contract_id INTEGER REFERENCES contracts (id),
    measure TEXT NOT NULL CHECK (measure IN ('overdue_days', 'overdue_sum', 'limit_share', 'missing_documents')),
    threshold INTEGER NOT NULL CHECK (threshold > 0),
    state TEXT NOT NULL CHECK (state IN ('warn', 'hold_shipment', 'prepay_only', 'blocked')), UNIQUE (contract_id, measure, threshold)
) STRICT;
INSERT INTO "credit_rules" VALUES(1,2,'overdue_days',60,'hold_shipment');
CREATE TABLE credit_settings (id INTEGER PRIMARY KEY CHECK (id = 1), hold_hours INTEGER NOT NULL CHECK (hold_hours >= 0)) STRICT;
CREATE TABLE currency_rates (
    id INTEGER PRIMARY KEY AUTOINCREMENT, currency TEXT NOT NULL, day INTEGER NOT NULL, nominal INTEGER NOT NULL CHECK (nominal > 0),
    rate INTEGER NOT NULL CHECK (rate > 0), updated_at INTEGER NOT NULL, source TEXT NOT NULL DEFAULT 'erp' CHECK (source IN ('erp', 'central_bank', 'hand')), UNIQUE (currency, day)
) STRICT;
INSERT INTO "currency_rates" VALUES(1,'EUR',20454,1,95123400,1796075115507,'erp');
CREATE TABLE departments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER NOT NULL REFERENCES clients (id), name TEXT NOT NULL, name_folded TEXT NOT NULL,
    UNIQUE (client_id, name_folded)
) STRICT;
INSERT INTO "departments" VALUES(1,2,'Снабжение','снабжение');
CREATE TABLE discounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, name TEXT, client_id INTEGER REFERENCES clients (id),
    contract_id INTEGER REFERENCES contracts (id), segment_id INTEGER REFERENCES segments (id), product_id INTEGER REFERENCES products (id),
    category_id INTEGER REFERENCES categories (id), brand_id INTEGER REFERENCES brands (id),
    percent INTEGER CHECK (percent BETWEEN 0 AND 1000000), fixed_price INTEGER CHECK (fixed_price > 0), markup INTEGER CHECK (markup >= 0),
    currency TEXT NOT NULL, vat_included INTEGER NOT NULL, min_quantity INTEGER NOT NULL CHECK (min_quantity >= 0),
    min_amount INTEGER CHECK (min_amount >= 0), priority INTEGER NOT NULL, mode TEXT NOT NULL CHECK (mode IN ('best', 'first', 'add')),
    from_day INTEGER NOT NULL, to_day INTEGER NOT NULL, updated_at INTEGER NOT NULL, source TEXT NOT NULL DEFAULT 'erp' CHECK (source IN ('erp', 'portal')),
    CHECK (CASE WHEN client_id IS NULL THEN 0 ELSE 1 END + CASE WHEN contract_id IS NULL THEN 0 ELSE 1 END
        + CASE WHEN segment_id IS NULL THEN 0 ELSE 1 END <= 1),
    CHECK (CASE WHEN product_id IS NULL THEN 0 ELSE 1 END + CASE WHEN category_id IS NULL THEN 0 ELSE 1 END
        + CASE WHEN brand_id IS NULL THEN 0 ELSE 1 END <= 1),
    CHECK (CASE WHEN percent IS NULL THEN 0 ELSE 1 END + CASE WHEN fixed_price IS NULL THEN 0 ELSE 1 END
        + CASE WHEN markup IS NULL THEN 0 ELSE 1 END = 1)
) STRICT;
INSERT INTO "discounts" VALUES(1,'N1',NULL,3,NULL,NULL,NULL,NULL,NULL,50000,NULL,NULL,'RUB',1,0,NULL,100,'best',-25567,376199,1796075115478,'erp');
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, client_id INTEGER NOT NULL, contract_id INTEGER NOT NULL, order_ref TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'upd', 'torg12', 'reconciliation', 'correction', 'return_act', 'specification', 'offer', 'certificate', 'other')),
    number TEXT, date_day INTEGER NOT NULL, amount INTEGER, currency TEXT, file TEXT,
    signature TEXT NOT NULL CHECK (signature IN ('not_needed', 'awaited', 'signed', 'refused')), signed_day INTEGER, updated_at INTEGER NOT NULL,
    CHECK (signed_day IS NULL OR signature = 'signed'),
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id)
) STRICT;
INSERT INTO "documents" VALUES(1,'C1-U',2,2,NULL,'upd','УПД-1',20785,12000,NULL,NULL,'awaited',NULL,1796075115594);
CREATE TABLE email_changes (
    person_id INTEGER PRIMARY KEY REFERENCES people (id), email TEXT NOT NULL CHECK (email <> ''), asked_by TEXT NOT NULL, asked_at INTEGER NOT NULL,
    token_hash TEXT UNIQUE, expires_at INTEGER NOT NULL
) STRICT;
INSERT INTO "email_changes" VALUES(1,'moved@kept.example','person:1',1796075162857,'286ad46d122bccff57599582b93ed72a0e24756e7d7b87aef4e367d2941890b7',1796247962857);
CREATE TABLE exchange_pictures (
    id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL UNIQUE REFERENCES products (id), names TEXT NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "exchange_pictures" VALUES(1,2,'["a.jpg"]',1796075115364);
CREATE TABLE file_names (name TEXT PRIMARY KEY, hash TEXT NOT NULL REFERENCES stored_files (hash)) STRICT;
CREATE TABLE "former_prices" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL, price_list_id INTEGER NOT NULL,
    min_quantity INTEGER NOT NULL, from_day INTEGER NOT NULL, to_day INTEGER NOT NULL, unit_price INTEGER NOT NULL,
    new_to_day INTEGER NOT NULL, new_price INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    actor TEXT NOT NULL, origin TEXT
) STRICT;
CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL, key TEXT NOT NULL, request_hash TEXT NOT NULL,
    status INTEGER NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT;
INSERT INTO "idempotency_keys" VALUES('person:6','9BCD13B4-BFAE-4968-9F81-877FE036B0BF','379b41bcae39770c944c24725cae5fe410b9ba07c5f51d5efd5d3421352ce9d0',303,'',1796075118221);
INSERT INTO "idempotency_keys" VALUES('client 2','db15fd26-020f-4074-9c33-a0d07f1104b8','8dcf1263071b0541e4dc5221803636e63b51c04b0b90478627c4ad0bdf6ecf86',201,'{"number":"K000001","reference":"Сохранённый заказ","status":"placed","placed_at":"2026-11-30T21:45:18Z","placed_by":"check C1","note":null,"site":null,"requested_date":null,"delivery":null,"lines":[{"position":0,"article":"SKU-00003","name":"Болт М8×4 оцинкованный","unit":"796","quantity":"10","unit_price":"100.0000","list_price":"100.0000","discount":"0","price_basis":"1","vat_rate":"22","vat_amount":"180.33","line_total":"1000.00","contract":"C1-D","note":null,"cost_centre":null,"confirmed_quantity":null},{"position":1,"article":"SKU-00005","name":"Болт М8×6 оцинкованный","unit":"796","quantity":"3","unit_price":"30.0000","list_price":"30.0000","discount":"0","price_basis":"1","vat_rate":"22","vat_amount":"16.23","line_total":"90.00","contract":"C1-D","note":null,"cost_centre":null,"confirmed_quantity":null}],"shipments":[{"number":"K000001-1","contract":"C1-D","warehouse":"WA","status":"reserved","site":null,"planned_date":null,"actual_date":null,"tracking":null,"lines":[{"position":0,"quantity":"10","backorder":false},{"position":1,"quantity":"3","backorder":false}]}],"totals":[{"contract":"C1-D","currency":"RUB","total":"1090.00","vat":"196.56","net":"893.44","hold_reason":null}],"hold_reasons":[],"approval":"not_needed","payment":"unpaid","payment_terms":"credit","documents":[],"history":[{"at":"2026-11-30T21:45:18Z","status":"placed","by":"check C1"}]}',1796075118234);
INSERT INTO "idempotency_keys" VALUES('client 2','b5bb0577-a005-4e05-b3f6-4a6a72349df5','f7d0b7854a43b4ececf4825670e124df895de892957813f1eecd3e7be5fa9c82',201,'{"number":"K000002","reference":"Заявка 1","status":"placed","placed_at":"2026-11-30T21:45:18Z","placed_by":"check C1","note":null,"site":null,"requested_date":null,"delivery":null,"lines":[{"position":0,"article":"SKU-00003","name":"Болт М8×4 оцинкованный","unit":"796","quantity":"1","unit_price":"100.0000","list_price":"100.0000","discount":"0","price_basis":"1","vat_rate":"22","vat_amount":"18.03","line_total":"100.00","contract":"C1-D","note":null,"cost_centre":null,"confirmed_quantity":null}],"shipments":[{"number":"K000002-1","contract":"C1-D","warehouse":"WA","status":"reserved","site":null,"planned_date":null,"actual_date":null,"tracking":null,"lines":[{"position":0,"quantity":"1","backorder":false}]}],"totals":[{"contract":"C1-D","currency":"RUB","total":"100.00","vat":"18.03","net":"81.97","hold_reason":null}],"hold_reasons":[],"approval":"not_needed","payment":"unpaid","payment_terms":"credit","documents":[],"history":[{"at":"2026-11-30T21:45:18Z","status":"placed","by":"check C1"}]}',1796075118296);
INSERT INTO "idempotency_keys" VALUES('client 3','696875f8-b1c5-479a-88b6-29167f504391','14e86505179e556a94e6512df2451b44fd52231d33f8c1488ddb6cc4c8db5f55',201,'{"number":"K000003","reference":"Заявка 1","status":"placed","placed_at":"2026-11-30T21:45:18Z","placed_by":"check C2","note":null,"site":null,"requested_date":null,"delivery":null,"lines":[{"position":0,"article":"SKU-00003","name":"Болт М8×4 оцинкованный","unit":"796","quantity":"2","unit_price":"95.0000","list_price":"100.0000","discount":"5","price_basis":"1","vat_rate":"22","vat_amount":"34.26","line_total":"190.00","contract":"C2-D","note":null,"cost_centre":null,"confirmed_quantity":null}],"shipments":[{"number":"K000003-1","contract":"C2-D","warehouse":"WA","status":"reserved","site":null,"planned_date":null,"actual_date":null,"tracking":null,"lines":[{"position":0,"quantity":"2","backorder":false}]}],"totals":[{"contract":"C2-D","currency":"RUB","total":"190.00","vat":"34.26","net":"155.74","hold_reason":null}],"hold_reasons":[],"approval":"not_needed","payment":"unpaid","payment_terms":"credit","documents":[],"history":[{"at":"2026-11-30T21:45:18Z","status":"placed","by":"check C2"}]}',1796075118570);
INSERT INTO "idempotency_keys" VALUES('person:6','0F9EAF84-0F1A-43EE-BB01-BCE708668FCD','95d3326a6ad6dc790b29cb08ab11cfc819498ea8755896c02e7f21dd0635cb36',303,'',1796075118981);
INSERT INTO "idempotency_keys" VALUES('client 6','9bd5afe2-0668-489e-be0b-dccc61d9fd03','bd18c9044c3226187aa812efa8d4823a8b0631169076696c5366098338f3bab6',201,'{"number":"K000004","reference":"Заявка 1","status":"placed","placed_at":"2026-11-30T21:45:20Z","placed_by":"check C11","note":null,"site":null,"requested_date":null,"delivery":null,"lines":[{"position":0,"article":"SKU-00009","name":"Болт М8×10 оцинкованный","unit":"796","quantity":"12","unit_price":"77.7700","list_price":"77.7700","discount":"0","price_basis":"1","vat_rate":"22","vat_amount":"168.29","line_total":"933.24","contract":"C11-D","note":null,"cost_centre":null,"confirmed_quantity":null}],"shipments":[{"number":"K000004-1","contract":"C11-D","warehouse":"WA","status":"planned","site":null,"planned_date":null,"actual_date":null,"tracking":null,"lines":[{"position":0,"quantity":"12","backorder":true}]}],"totals":[{"contract":"C11-D","currency":"RUB","total":"933.24","vat":"168.29","net":"764.95","hold_reason":null}],"hold_reasons":[],"approval":"not_needed","payment":"unpaid","payment_terms":"credit","documents":[],"history":[{"at":"2026-11-30T21:45:20Z","status":"placed","by":"check C11"}]}',1796075120026);
CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, source TEXT NOT NULL, report TEXT NOT NULL
) STRICT;
CREATE TABLE job_schedules (
    kind TEXT NOT NULL PRIMARY KEY,
    period INTEGER NOT NULL
) STRICT;
INSERT INTO "job_schedules" VALUES('jobs.forget',498909);
INSERT INTO "job_schedules" VALUES('idempotency.purge',498909);
INSERT INTO "job_schedules" VALUES('accounts.forget_links',498909);
INSERT INTO "job_schedules" VALUES('database.optimize',20787);
INSERT INTO "job_schedules" VALUES('credit.review',5986917);
INSERT INTO "job_schedules" VALUES('credit.return_stock',5986917);
INSERT INTO "job_schedules" VALUES('credit.tell',59869172);
INSERT INTO "job_schedules" VALUES('agreements.expire',498909);
INSERT INTO "job_schedules" VALUES('approvals.expire',5986917);
INSERT INTO "job_schedules" VALUES('supply.ask',29934586);
INSERT INTO "job_schedules" VALUES('price_files.due',29934586);
INSERT INTO "job_schedules" VALUES('catalogue.news',29934586);
INSERT INTO "job_schedules" VALUES('price_files.collect',20787);
INSERT INTO "job_schedules" VALUES('product_files.collect',20787);
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    max_attempts INTEGER NOT NULL CHECK (max_attempts > 0),
    locked_until INTEGER,
    last_error TEXT,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'dead')),
    unique_key TEXT,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
INSERT INTO "jobs" VALUES(1,'jobs.forget','null',1796075114866,1,12,NULL,NULL,'done','schedule:jobs.forget',1796075114866,1796075114897);
INSERT INTO "jobs" VALUES(2,'idempotency.purge','null',1796075114866,1,12,NULL,NULL,'done','schedule:idempotency.purge',1796075114866,1796075114898);
INSERT INTO "jobs" VALUES(3,'accounts.forget_links','null',1796075114866,1,12,NULL,NULL,'done','schedule:accounts.forget_links',1796075114866,1796075114898);
INSERT INTO "jobs" VALUES(4,'database.optimize','null',1796075114866,1,12,NULL,NULL,'done','schedule:database.optimize',1796075114866,1796075114898);
INSERT INTO "jobs" VALUES(5,'credit.review','null',1796075114866,1,12,NULL,NULL,'done','schedule:credit.review',1796075114866,1796075114930);
INSERT INTO "jobs" VALUES(6,'credit.return_stock','null',1796075114866,1,12,NULL,NULL,'done','schedule:credit.return_stock',1796075114866,1796075114938);
INSERT INTO "jobs" VALUES(7,'credit.tell','null',1796075114866,1,12,NULL,NULL,'done','schedule:credit.tell',1796075114866,1796075114949);
INSERT INTO "jobs" VALUES(8,'agreements.expire','null',1796075114866,1,12,NULL,NULL,'done','schedule:agreements.expire',1796075114866,1796075114951);
INSERT INTO "jobs" VALUES(9,'approvals.expire','null',1796075114866,1,12,NULL,NULL,'done','schedule:approvals.expire',1796075114866,1796075114957);
INSERT INTO "jobs" VALUES(10,'supply.ask','null',1796075114866,1,12,NULL,NULL,'done','schedule:supply.ask',1796075114866,1796075114973);
INSERT INTO "jobs" VALUES(11,'price_files.due','null',1796075114866,1,12,NULL,NULL,'done','schedule:price_files.due',1796075114866,1796075114979);
INSERT INTO "jobs" VALUES(12,'catalogue.news','null',1796075114866,1,12,NULL,NULL,'done','schedule:catalogue.news',1796075114866,1796075115074);
INSERT INTO "jobs" VALUES(13,'price_files.collect','null',1796075114866,1,12,NULL,NULL,'done','schedule:price_files.collect',1796075114866,1796075115001);
INSERT INTO "jobs" VALUES(14,'product_files.collect','null',1796075114866,1,12,NULL,NULL,'done','schedule:product_files.collect',1796075114866,1796075115049);
INSERT INTO "jobs" VALUES(15,'mail.send','{"letter":"support","person":5,"email":null,"language":null,"about":"1","news":null}',1796075182078,4,48,NULL,'Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn''t connect to server (SMTP 0)','waiting','mail:support:5:1',1796075118688,NULL);
INSERT INTO "jobs" VALUES(16,'mail.send','{"letter":"invitation","person":8,"email":null,"language":null,"about":null,"news":null}',1796075170118,4,48,NULL,'Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn''t connect to server (SMTP 0)','waiting','mail:invitation:8',1796075118870,NULL);
INSERT INTO "jobs" VALUES(17,'mail.send','{"letter":"invitation","person":9,"email":null,"language":null,"about":null,"news":null}',1796075176637,4,48,NULL,'Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn''t connect to server (SMTP 0)','waiting','mail:invitation:9',1796075118917,NULL);
INSERT INTO "jobs" VALUES(18,'mail.send','{"letter":"invitation","person":10,"email":null,"language":null,"about":null,"news":null}',1796075122469,2,48,NULL,NULL,'done','mail:invitation:10',1796075118942,1796075122835);
INSERT INTO "jobs" VALUES(19,'mail.send','{"letter":"quote_asked","person":11,"email":null,"language":null,"about":"1","news":null}',1796075120056,1,48,NULL,NULL,'done','mail:quote_asked:11:1',1796075120056,1796075120116);
INSERT INTO "jobs" VALUES(20,'mail.send','{"letter":"quote_asked","person":12,"email":null,"language":null,"about":"1","news":null}',1796075123529,2,48,NULL,NULL,'done','mail:quote_asked:12:1',1796075120056,1796075123842);
INSERT INTO "jobs" VALUES(21,'mail.send','{"letter":"quote_answered","person":4,"email":null,"language":null,"about":"1","news":null}',1796075187213,4,48,NULL,'Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn''t connect to server (SMTP 0)','waiting','mail:quote_answered:4:1',1796075120089,NULL);
INSERT INTO "jobs" VALUES(23,'credit.tell','null',1796075130823,1,12,NULL,NULL,'done','schedule:credit.tell',1796075130823,1796075130845);
INSERT INTO "jobs" VALUES(24,'credit.tell','null',1796075160833,1,12,NULL,NULL,'done','schedule:credit.tell',1796075160833,1796075160857);
INSERT INTO "jobs" VALUES(25,'supply.ask','null',1796075160833,1,12,NULL,NULL,'done','schedule:supply.ask',1796075160833,1796075160857);
INSERT INTO "jobs" VALUES(26,'price_files.due','null',1796075160833,1,12,NULL,NULL,'done','schedule:price_files.due',1796075160833,1796075160857);
INSERT INTO "jobs" VALUES(27,'catalogue.news','null',1796075160833,1,12,NULL,NULL,'done','schedule:catalogue.news',1796075160833,1796075160851);
INSERT INTO "jobs" VALUES(28,'mail.send','{"letter":"supply_asked","person":11,"email":null,"language":null,"about":null,"news":null}',1796075760849,0,48,NULL,NULL,'waiting','mail:supply_asked:11',1796075160849,NULL);
INSERT INTO "jobs" VALUES(29,'mail.send','{"letter":"email_change","person":1,"email":null,"language":null,"about":null,"news":null}',1796075167842,1,48,NULL,'Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn''t connect to server (SMTP 0)','waiting','mail:email_change:1',1796075162857,NULL);
INSERT INTO "jobs" VALUES(30,'mail.send','{"letter":"consent_withdrawn","person":4,"email":null,"language":null,"about":"3","news":null}',1796075166926,1,48,NULL,'Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn''t connect to server (SMTP 0)','waiting','mail:consent_withdrawn:4:3',1796075163050,NULL);
INSERT INTO "jobs" VALUES(31,'mail.send','{"letter":"consent_withdrawn","person":13,"email":null,"language":null,"about":"3","news":null}',1796075165727,1,48,NULL,'Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn''t connect to server (SMTP 0)','waiting','mail:consent_withdrawn:13:3',1796075163050,NULL);
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    tx INTEGER NOT NULL,
    kind TEXT NOT NULL,
    action TEXT NOT NULL,
    ids TEXT NOT NULL,
    client_id INTEGER,
    actor TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT;
INSERT INTO "journal" VALUES(1,1796075115078,0,'access-keys','created','[1]',NULL,'command','null');
INSERT INTO "journal" VALUES(2,1796075115090,0,'legal-entities','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(3,1796075115096,0,'warehouses','saved','[1,2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(4,1796075115102,0,'categories','saved','[1,2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(5,1796075115107,0,'brands','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(6,1796075115110,0,'price-lists','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(7,1796075115115,0,'legal-entities','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(8,1796075115119,0,'warehouses','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(9,1796075115123,0,'categories','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(10,1796075115129,0,'brands','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(11,1796075115133,0,'parameters','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(12,1796075115140,0,'products','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(13,1796075115147,0,'price-lists','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(14,1796075115152,0,'prices','saved','[1]',NULL,'key:1','{"within":[2]}');
INSERT INTO "journal" VALUES(15,1796075115156,0,'clients','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(16,1796075115161,0,'client-entities','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(17,1796075115175,0,'contracts','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(18,1796075115193,0,'sites','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(19,1796075115205,0,'stock','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(20,1796075115222,0,'stock','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(21,1796075115237,0,'past-orders','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(22,1796075115253,0,'suppliers','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(23,1796075115266,0,'clients','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(24,1796075115272,0,'client-entities','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(25,1796075115280,0,'contracts','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(26,1796075115290,0,'sites','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(27,1796075115302,0,'clients','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(28,1796075115318,0,'client-entities','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(29,1796075115331,0,'contracts','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(30,1796075115345,0,'sites','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(31,1796075115364,0,'products','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(32,1796075115376,0,'prices','saved','[2]',NULL,'key:1','{"within":[1]}');
INSERT INTO "journal" VALUES(33,1796075115390,0,'stock','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(34,1796075115397,0,'products','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(35,1796075115411,0,'prices','saved','[3]',NULL,'key:1','{"within":[1]}');
INSERT INTO "journal" VALUES(36,1796075115417,0,'stock','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(37,1796075115427,0,'products','saved','[4]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(38,1796075115440,0,'prices','saved','[4]',NULL,'key:1','{"within":[1]}');
INSERT INTO "journal" VALUES(39,1796075115448,0,'stock','saved','[4]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(40,1796075115464,0,'segments','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(41,1796075115478,0,'discounts','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(42,1796075115495,0,'price-floors','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(43,1796075115507,0,'rates','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(44,1796075115530,0,'price-agreements','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(45,1796075115550,0,'credit','state_changed','[2]',2,'system','{"contract":"C1-D","from":"ok","to":"warn","reasons":["overdue_days"]}');
INSERT INTO "journal" VALUES(46,1796075115550,0,'ledger','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(47,1796075115566,0,'ledger','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(48,1796075115578,0,'ledger','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(49,1796075115594,0,'documents','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(50,1796075115610,0,'assortments','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(51,1796075115631,0,'clients','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(52,1796075115644,0,'relations','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(53,1796075115658,0,'client-articles','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(54,1796075115927,0,'people','created','[1]',2,'command','null');
INSERT INTO "journal" VALUES(55,1796075115949,0,'people','signed_in','[1]',NULL,'person:1','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(56,1796075116357,0,'people','created','[2]',2,'command','null');
INSERT INTO "journal" VALUES(57,1796075116368,0,'people','signed_in','[2]',NULL,'person:2','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(58,1796075116695,0,'people','created','[3]',3,'command','null');
INSERT INTO "journal" VALUES(59,1796075116709,0,'people','signed_in','[3]',NULL,'person:3','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(60,1796075116969,0,'people','created','[4]',NULL,'command','null');
INSERT INTO "journal" VALUES(61,1796075116984,0,'people','signed_in','[4]',NULL,'person:4','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(62,1796075117218,0,'people','created','[5]',NULL,'command','null');
INSERT INTO "journal" VALUES(63,1796075117247,0,'people','signed_in','[5]',NULL,'person:5','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(64,1796075117590,0,'people','created','[6]',NULL,'command','null');
INSERT INTO "journal" VALUES(65,1796075117607,0,'people','signed_in','[6]',NULL,'person:6','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(66,1796075117902,0,'people','created','[7]',NULL,'command','null');
INSERT INTO "journal" VALUES(67,1796075117924,0,'people','signed_in','[7]',NULL,'person:7','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(68,1796075117965,0,'clients','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(69,1796075118188,0,'access-keys','created','[2]',2,'command','null');
INSERT INTO "journal" VALUES(70,1796075118221,0,'credit','rules_set','[2]',2,'person:6','null');
INSERT INTO "journal" VALUES(71,1796075118221,0,'credit','state_changed','[2]',2,'person:6','{"contract":"C1-D","from":"warn","to":"ok","reasons":[]}');
INSERT INTO "journal" VALUES(72,1796075118234,0,'price-agreements','used','[1]',2,'key:2','{"order":"K000001"}');
INSERT INTO "journal" VALUES(73,1796075118234,0,'orders','placed','[1]',2,'key:2','null');
INSERT INTO "journal" VALUES(74,1796075118234,0,'stock','reserved','[2,3]',2,'key:2','null');
INSERT INTO "journal" VALUES(75,1796075118276,0,'orders','told','[1]',2,'key:1','{"status":"picking"}');
INSERT INTO "journal" VALUES(76,1796075118296,0,'orders','placed','[2]',2,'key:2','null');
INSERT INTO "journal" VALUES(77,1796075118296,0,'stock','reserved','[2]',2,'key:2','null');
INSERT INTO "journal" VALUES(78,1796075118325,0,'orders','cancelled','[2]',2,'key:2','null');
INSERT INTO "journal" VALUES(79,1796075118325,0,'stock','returned','[2]',2,'key:2','null');
INSERT INTO "journal" VALUES(80,1796075118548,0,'access-keys','created','[3]',3,'command','null');
INSERT INTO "journal" VALUES(81,1796075118570,0,'orders','placed','[3]',3,'key:3','null');
INSERT INTO "journal" VALUES(82,1796075118570,0,'stock','reserved','[2]',3,'key:3','null');
INSERT INTO "journal" VALUES(83,1796075118688,0,'support','asked','[1]',2,'person:1','{"topic":"documents"}');
INSERT INTO "journal" VALUES(84,1796075118705,0,'price-file-links','created','[1]',2,'person:1','{"name":"Для сайта","format":"csv"}');
INSERT INTO "journal" VALUES(85,1796075118822,0,'price-agreements','requested','[2]',2,'person:1','{"revision":1,"note":"Объём"}');
INSERT INTO "journal" VALUES(86,1796075118839,0,'departments','saved','[]',2,'person:2','{"name":"Снабжение"}');
INSERT INTO "journal" VALUES(87,1796075118846,0,'roles','saved','[1]',2,'person:2','{"name":"Только долги","rights":"see_debt"}');
INSERT INTO "journal" VALUES(88,1796075118870,0,'people','invited','[8]',2,'person:2','{"role":"buyer"}');
INSERT INTO "journal" VALUES(89,1796075118887,0,'consent-texts','published','[1]',NULL,'system','{"purpose":"personal_data","version":1}');
INSERT INTO "journal" VALUES(90,1796075118887,0,'registrations','created','[1]',NULL,'system','{"inn":"7707083893"}');
INSERT INTO "journal" VALUES(91,1796075118893,0,'registrations','created','[2]',NULL,'system','{"inn":"7702070139"}');
INSERT INTO "journal" VALUES(92,1796075118904,0,'registrations','created','[3]',NULL,'system','{"inn":"7728168971"}');
INSERT INTO "journal" VALUES(93,1796075118917,0,'clients','created','[4]',4,'person:4','null');
INSERT INTO "journal" VALUES(94,1796075118917,0,'people','invited','[9]',4,'person:4','{"role":"administrator"}');
INSERT INTO "journal" VALUES(95,1796075118917,0,'registrations','accepted','[1]',NULL,'person:4','null');
INSERT INTO "journal" VALUES(96,1796075118942,0,'clients','created','[5]',5,'person:4','null');
INSERT INTO "journal" VALUES(97,1796075118942,0,'people','invited','[10]',5,'person:4','{"role":"administrator"}');
INSERT INTO "journal" VALUES(98,1796075118942,0,'registrations','accepted','[2]',NULL,'person:4','null');
INSERT INTO "journal" VALUES(99,1796075118957,0,'people','erased','[10]',NULL,'person:4','null');
INSERT INTO "journal" VALUES(100,1796075118981,0,'credit','blocked','[3]',3,'person:6','{"contract":"C2-D","state":"hold_shipment","reason":"Проверка","until":null}');
INSERT INTO "journal" VALUES(101,1796075118981,0,'credit','state_changed','[3]',3,'person:6','{"contract":"C2-D","from":"ok","to":"hold_shipment","reasons":["manual"]}');
INSERT INTO "journal" VALUES(102,1796075118994,0,'credit','period_closed','[]',NULL,'person:6','{"to":"2026-10-02"}');
INSERT INTO "journal" VALUES(103,1796075119019,0,'people','client_given','[5]',3,'person:4','null');
INSERT INTO "journal" VALUES(104,1796075119033,0,'people','substitute_appointed','[5,7]',NULL,'person:4','{"from":"2026-12-01","to":"2026-12-10"}');
INSERT INTO "journal" VALUES(105,1796075119048,0,'term-changes','proposed','[1]',NULL,'person:4','{"number":"T000001","about":"price-lists","title":"Портальный","items":1,"reason":"Проба"}');
INSERT INTO "journal" VALUES(106,1796075119081,0,'settings','saved','[]',NULL,'person:4','{"house_name":"Сохранённый портал","staff_second_factor":false,"mail_sender":"","credit_mail":false}');
INSERT INTO "journal" VALUES(107,1796075119086,0,'suppliers','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(108,1796075119373,0,'people','created','[11]',NULL,'command','null');
INSERT INTO "journal" VALUES(109,1796075119394,0,'suppliers','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(110,1796075119625,0,'people','created','[12]',NULL,'command','null');
INSERT INTO "journal" VALUES(111,1796075119641,0,'people','signed_in','[11]',NULL,'person:11','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(112,1796075119669,0,'people','signed_in','[12]',NULL,'person:12','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(113,1796075119724,0,'products','saved','[5]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(114,1796075119742,0,'prices','saved','[5]',NULL,'key:1','{"within":[1]}');
INSERT INTO "journal" VALUES(115,1796075119747,0,'stock','saved','[5]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(116,1796075119760,0,'supplier-offers','saved','[5]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(117,1796075119779,0,'clients','saved','[6]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(118,1796075119797,0,'client-entities','saved','[6]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(119,1796075119815,0,'contracts','saved','[4]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(120,1796075119830,0,'sites','saved','[4]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(121,1796075120008,0,'access-keys','created','[4]',6,'command','null');
INSERT INTO "journal" VALUES(122,1796075120026,0,'orders','placed','[4]',6,'key:4','null');
INSERT INTO "journal" VALUES(123,1796075120026,0,'stock','reserved','[5]',6,'key:4','null');
INSERT INTO "journal" VALUES(124,1796075120056,0,'quote-requests','created','[1]',NULL,'person:4','{"lines":2,"suppliers":[2,3],"day":"2026-12-21"}');
INSERT INTO "journal" VALUES(125,1796075120089,0,'quote-requests','answered','[1]',NULL,'person:11','{"supplier":2,"lines":["1: 55.2000 / 100 / 7","2: Не возим"]}');
INSERT INTO "journal" VALUES(126,1796075120119,0,'quote-requests','answered','[1]',NULL,'person:12','{"supplier":3,"lines":["1: 50.0000 / 100 / 7","2: Не возим"]}');
INSERT INTO "journal" VALUES(127,1796075160849,0,'supply-lines','asked','[1]',NULL,'system','null');
INSERT INTO "journal" VALUES(128,1796075162241,0,'supply-lines','confirmed','[1]',NULL,'person:11','{"day":"2026-12-06","quantity":"10"}');
INSERT INTO "journal" VALUES(129,1796075162247,0,'clients','saved','[7]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(130,1796075162263,0,'client-entities','saved','[7]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(131,1796075162271,0,'contracts','saved','[5]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(132,1796075162284,0,'sites','saved','[5]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(133,1796075162303,0,'clients','saved','[8]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(134,1796075162311,0,'client-entities','saved','[8]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(135,1796075162323,0,'contracts','saved','[6]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(136,1796075162337,0,'sites','saved','[6]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(137,1796075162362,0,'clients','saved','[9]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(138,1796075162377,0,'client-entities','saved','[9]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(139,1796075162395,0,'contracts','saved','[7]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(140,1796075162408,0,'sites','saved','[7]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(141,1796075162433,0,'clients','blocked','[7]',7,'person:4','{"reason":"Не платит"}');
INSERT INTO "journal" VALUES(142,1796075162452,0,'clients','merge_proposed','[8,9]',8,'person:4','{"from":"C14"}');
INSERT INTO "journal" VALUES(143,1796075162751,0,'people','created','[13]',NULL,'command','null');
INSERT INTO "journal" VALUES(144,1796075162776,0,'people','signed_in','[13]',NULL,'person:13','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(145,1796075162829,0,'clients','merged','[8,9]',8,'person:13','{"from":"C14","name":"ООО «Покупатель-14»","moved":{"entities":1,"contracts":1,"sites":1}}');
INSERT INTO "journal" VALUES(146,1796075162829,0,'client-articles','merged','[8,9]',8,'person:13','null');
INSERT INTO "journal" VALUES(147,1796075162829,0,'contracts','merged','[6,7]',8,'person:13','null');
INSERT INTO "journal" VALUES(148,1796075162848,0,'clients','merge_proposed','[3,7]',3,'person:4','{"from":"C12"}');
INSERT INTO "journal" VALUES(149,1796075162857,0,'people','email_asked','[1]',NULL,'person:1','null');
INSERT INTO "journal" VALUES(150,1796075162937,0,'synonyms','added','[1]',NULL,'person:4','null');
INSERT INTO "journal" VALUES(151,1796075162951,0,'people','signed_in','[3]',NULL,'person:3','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(152,1796075163033,0,'people','consent_given','[3]',NULL,'person:3','{"purpose":"personal_data","version":1}');
INSERT INTO "journal" VALUES(153,1796075163050,0,'people','consent_withdrawn','[3]',NULL,'person:3','{"purpose":"personal_data"}');
CREATE TABLE kept_products (
    person_id INTEGER NOT NULL REFERENCES people (id), client_id INTEGER NOT NULL REFERENCES clients (id),
    kind TEXT NOT NULL CHECK (kind IN ('favourite', 'compared', 'viewed')), product_id INTEGER NOT NULL REFERENCES products (id), at INTEGER NOT NULL,
    PRIMARY KEY (person_id, client_id, kind, product_id)
) STRICT;
INSERT INTO "kept_products" VALUES(1,2,'favourite',2,1796075118620);
INSERT INTO "kept_products" VALUES(1,2,'compared',2,1796075118632);
CREATE TABLE ledger_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, client_id INTEGER NOT NULL, contract_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('opening', 'invoice', 'shipment', 'payment', 'return', 'correction')), number TEXT,
    date_day INTEGER NOT NULL, due_day INTEGER NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
    order_ref TEXT, shipment_ref TEXT, allocated TEXT, note TEXT, as_of INTEGER, updated_at INTEGER NOT NULL,
    CHECK (amount > 0 OR amount < 0 AND kind IN ('opening', 'correction')), CHECK (due_day >= date_day),
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id)
) STRICT;
INSERT INTO "ledger_entries" VALUES(1,'C1-I1',2,2,'invoice','С-1',20748,20785,60000,'RUB',NULL,NULL,NULL,NULL,NULL,1796075115550);
INSERT INTO "ledger_entries" VALUES(2,'C1-I2',2,2,'invoice','С-2',20748,20798,60000,'RUB',NULL,NULL,NULL,NULL,NULL,1796075115566);
INSERT INTO "ledger_entries" VALUES(3,'C1-P',2,2,'payment','П-1',20787,20787,20050,'RUB',NULL,NULL,NULL,NULL,NULL,1796075115578);
CREATE TABLE ledger_issues (
    entry_id INTEGER NOT NULL REFERENCES ledger_entries (id), code TEXT NOT NULL, contract_id INTEGER NOT NULL REFERENCES contracts (id),
    detail TEXT NOT NULL, PRIMARY KEY (entry_id, code)
) STRICT;
CREATE TABLE legal_entities (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, inn TEXT, kpp TEXT, ogrn TEXT, address TEXT,
    tax_regime TEXT NOT NULL CHECK (tax_regime IN ('general', 'usn5', 'usn7', 'none')), bank TEXT, time_zone TEXT NOT NULL,
    updated_at INTEGER NOT NULL
, rate_day TEXT, rate_markup INTEGER) STRICT;
INSERT INTO "legal_entities" VALUES(1,'S','ООО «Проверка»','7700000016','770101001',NULL,'115114, Москва, Летниковская улица, 10','general',NULL,'Europe/Moscow',1796075115090,NULL,NULL);
INSERT INTO "legal_entities" VALUES(2,'S9','ООО «Девять»','7700000094','770101001','1027700132195','Москва','general','{"bic":"044525225","account":"40702810400000000225","name":"ПАО Сбербанк","correspondent":"30101810400000000225"}','Europe/Moscow',1796075115115,NULL,NULL);
CREATE TABLE manual_blocks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER NOT NULL, contract_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('warn', 'hold_shipment', 'prepay_only', 'blocked')), reason TEXT NOT NULL, until_day INTEGER,
    made_by TEXT NOT NULL, made_by_name TEXT NOT NULL, made_at INTEGER NOT NULL, lifted_by TEXT, lifted_at INTEGER,
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id)
) STRICT;
INSERT INTO "manual_blocks" VALUES(1,3,3,'hold_shipment','Проверка',NULL,'person:6','Controller',1796075118981,NULL,NULL);
CREATE TABLE memberships (
    person_id INTEGER NOT NULL REFERENCES people (id), client_id INTEGER NOT NULL REFERENCES clients (id), role TEXT NOT NULL, role_id INTEGER REFERENCES roles (id), department_id INTEGER REFERENCES departments (id), order_limit INTEGER CHECK (order_limit >= 0),
    PRIMARY KEY (person_id, client_id)
) STRICT;
INSERT INTO "memberships" VALUES(1,2,'buyer',NULL,NULL,NULL);
INSERT INTO "memberships" VALUES(2,2,'administrator',NULL,NULL,NULL);
INSERT INTO "memberships" VALUES(3,3,'buyer',NULL,NULL,NULL);
INSERT INTO "memberships" VALUES(8,2,'buyer',NULL,NULL,NULL);
INSERT INTO "memberships" VALUES(9,4,'administrator',NULL,NULL,NULL);
CREATE TABLE nodes (
    id TEXT NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    version TEXT NOT NULL,
    schema_number INTEGER NOT NULL,
    files TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT;
CREATE TABLE open_items (
    entry_id INTEGER PRIMARY KEY REFERENCES ledger_entries (id), contract_id INTEGER NOT NULL REFERENCES contracts (id),
    due_day INTEGER NOT NULL, amount INTEGER NOT NULL CHECK (amount <> 0)
) STRICT;
INSERT INTO "open_items" VALUES(1,2,20785,39950);
INSERT INTO "open_items" VALUES(2,2,20798,60000);
CREATE TABLE order_exports (
    session TEXT NOT NULL, order_id INTEGER NOT NULL REFERENCES orders (id), version INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (session, order_id)
) STRICT;
CREATE TABLE order_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES orders (id), at INTEGER NOT NULL, status TEXT NOT NULL, actor TEXT NOT NULL,
    actor_name TEXT NOT NULL
) STRICT;
INSERT INTO "order_history" VALUES(1,1,1796075118234,'placed','key:2','check C1');
INSERT INTO "order_history" VALUES(2,1,1796075118276,'picking','key:1','check erp');
INSERT INTO "order_history" VALUES(3,2,1796075118296,'placed','key:2','check C1');
INSERT INTO "order_history" VALUES(4,2,1796075118325,'cancelled','key:2','check C1');
INSERT INTO "order_history" VALUES(5,3,1796075118570,'placed','key:3','check C2');
INSERT INTO "order_history" VALUES(6,4,1796075120026,'placed','key:4','check C11');
CREATE TABLE order_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL, seller_order_id INTEGER NOT NULL, client_id INTEGER NOT NULL, position INTEGER NOT NULL,
    product_id INTEGER NOT NULL REFERENCES products (id), article TEXT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0), price_basis INTEGER NOT NULL CHECK (price_basis > 0),
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0), vat_rate TEXT NOT NULL, net INTEGER NOT NULL, vat INTEGER NOT NULL,
    gross INTEGER NOT NULL, explanation TEXT NOT NULL, note TEXT, cost_centre TEXT, confirmed INTEGER CHECK (confirmed >= 0), list_price INTEGER,
    UNIQUE (order_id, position), UNIQUE (client_id, id), CHECK (net + vat = gross),
    FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id),
    FOREIGN KEY (client_id, seller_order_id) REFERENCES seller_orders (client_id, id)
) STRICT;
INSERT INTO "order_lines" VALUES(1,1,1,2,0,2,'SKU-00003','Болт М8×4 оцинкованный','796',10000,1000,1000000,'vat22',81967,18033,100000,'[{"step":"list","source":"Основной","value":"100.0000"}]',NULL,NULL,NULL,1000000);
INSERT INTO "order_lines" VALUES(2,1,1,2,1,3,'SKU-00005','Болт М8×6 оцинкованный','796',3000,1000,300000,'vat22',7377,1623,9000,'[{"step":"project","source":"PA1","value":"30.0000"}]',NULL,NULL,NULL,300000);
INSERT INTO "order_lines" VALUES(3,2,2,2,0,2,'SKU-00003','Болт М8×4 оцинкованный','796',1000,1000,1000000,'vat22',8197,1803,10000,'[{"step":"list","source":"Основной","value":"100.0000"}]',NULL,NULL,NULL,1000000);
INSERT INTO "order_lines" VALUES(4,3,3,3,0,2,'SKU-00003','Болт М8×4 оцинкованный','796',2000,1000,950000,'vat22',15574,3426,19000,'[{"step":"list","source":"Основной","value":"100.0000"},{"step":"discount","source":"N1","value":"95.0000"}]',NULL,NULL,NULL,1000000);
INSERT INTO "order_lines" VALUES(5,4,4,6,0,5,'SKU-00009','Болт М8×10 оцинкованный','796',12000,1000,777700,'vat22',76495,16829,93324,'[{"step":"list","source":"Основной","value":"77.7700"}]',NULL,NULL,NULL,777700);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER NOT NULL REFERENCES clients (id), status TEXT NOT NULL, reference TEXT, note TEXT,
    payment_terms TEXT NOT NULL CHECK (payment_terms IN ('credit', 'prepaid')), partial INTEGER NOT NULL,
    site_id INTEGER, requested_day INTEGER, delivery_method TEXT, delivery_window TEXT, placed_by TEXT NOT NULL, placed_by_name TEXT NOT NULL,
    placed_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1, exported_version INTEGER NOT NULL DEFAULT 0, acknowledged_at INTEGER, erp_number TEXT, approval TEXT NOT NULL DEFAULT 'not_needed' CHECK (approval IN ('not_needed', 'waiting', 'approved', 'refused', 'expired')), decided_by TEXT CHECK (decided_by <> placed_by), decided_by_name TEXT, decided_at INTEGER, decision_reason TEXT,
    UNIQUE (client_id, id),
    FOREIGN KEY (client_id, site_id) REFERENCES sites (client_id, id)
) STRICT;
INSERT INTO "orders" VALUES(1,2,'picking','Сохранённый заказ',NULL,'credit',0,NULL,NULL,NULL,NULL,'key:2','check C1',1796075118234,1796075118276,2,0,1796075118276,'УТ-000017','not_needed',NULL,NULL,NULL,NULL);
INSERT INTO "orders" VALUES(2,2,'cancelled','Заявка 1',NULL,'credit',0,NULL,NULL,NULL,NULL,'key:2','check C1',1796075118296,1796075118325,2,0,NULL,NULL,'not_needed',NULL,NULL,NULL,NULL);
INSERT INTO "orders" VALUES(3,3,'placed','Заявка 1',NULL,'credit',0,NULL,NULL,NULL,NULL,'key:3','check C2',1796075118570,1796075118570,1,0,NULL,NULL,'not_needed',NULL,NULL,NULL,NULL);
INSERT INTO "orders" VALUES(4,6,'placed','Заявка 1',NULL,'credit',1,NULL,NULL,NULL,NULL,'key:4','check C11',1796075120026,1796075120026,1,0,NULL,NULL,'not_needed',NULL,NULL,NULL,NULL);
CREATE TABLE parameter_categories (
    parameter_id INTEGER NOT NULL REFERENCES parameters (id), position INTEGER NOT NULL, category_id INTEGER NOT NULL REFERENCES categories (id),
    PRIMARY KEY (parameter_id, position)
) STRICT;
INSERT INTO "parameter_categories" VALUES(1,0,3);
CREATE TABLE parameters (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('number', 'text', 'choice', 'flag')), unit TEXT, updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "parameters" VALUES(1,'section','section','Сечение','number','мм²',1796075115133);
CREATE TABLE passkey_challenges (
    challenge_hash TEXT PRIMARY KEY, purpose TEXT NOT NULL CHECK (purpose IN ('registration', 'sign_in', 'second_factor')),
    holder_hash TEXT NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
INSERT INTO "passkey_challenges" VALUES('c0ffee','sign_in','decaf',4102444800000000);
CREATE TABLE passkeys (
    id INTEGER PRIMARY KEY AUTOINCREMENT, person_id INTEGER NOT NULL REFERENCES people (id), credential_id TEXT NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1364),
    public_key TEXT NOT NULL CHECK (length(public_key) <= 1366), user_handle TEXT NOT NULL, name TEXT NOT NULL CHECK (name <> ''),
    sign_count INTEGER NOT NULL CHECK (sign_count >= 0), transports TEXT NOT NULL, created_at INTEGER NOT NULL, used_at INTEGER
) STRICT;
INSERT INTO "passkeys" VALUES(1,2,'Y3JlZGVudGlhbA','cHVibGljIGtleQ','aGFuZGxl','Ноутбук',7,'internal',1796075116357,NULL);
CREATE TABLE past_order_lines (
    past_order_id INTEGER NOT NULL, position INTEGER NOT NULL, client_id INTEGER NOT NULL, product_id INTEGER NOT NULL REFERENCES products (id),
    date_day INTEGER NOT NULL, quantity INTEGER NOT NULL CHECK (quantity > 0), unit_price INTEGER,
    PRIMARY KEY (past_order_id, position), FOREIGN KEY (client_id, past_order_id) REFERENCES past_orders (client_id, id)
) STRICT;
INSERT INTO "past_order_lines" VALUES(1,0,1,1,19849,12500,995000);
INSERT INTO "past_order_lines" VALUES(1,1,1,1,19849,1000,NULL);
CREATE TABLE past_orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, client_id INTEGER NOT NULL REFERENCES clients (id), date_day INTEGER NOT NULL,
    lines TEXT NOT NULL, updated_at INTEGER NOT NULL, UNIQUE (client_id, id)
) STRICT;
INSERT INTO "past_orders" VALUES(1,'PO9',1,19849,'[{"product":"P9","quantity":"12.5","unit_price":"99.5000"},{"product":"P9","quantity":"1"}]',1796075115237);
CREATE TABLE people (
    id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, staff_role TEXT, password_hash TEXT,
    blocked INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL
, language TEXT NOT NULL DEFAULT 'ru' CHECK (language IN ('ru', 'en')), totp_secret TEXT, totp_since INTEGER, totp_last_step INTEGER NOT NULL DEFAULT 0, signed_in_at INTEGER, erased_at INTEGER, role_id INTEGER REFERENCES roles (id), supplier_id INTEGER REFERENCES suppliers (id), supplier_role TEXT CHECK (
    (supplier_id IS NULL) = (supplier_role IS NULL) AND (supplier_id IS NULL OR staff_role IS NULL)
    AND (supplier_role IS NULL OR supplier_role IN ('administrator', 'employee')))) STRICT;
INSERT INTO "people" VALUES(1,'buyer@kept.example','Buyer',NULL,'$argon2id$v=19$m=19456,t=2,p=1$P62WxkmOr9jWyBXeEaE7JQ$tA1+dRcbru8ArG107Ly1BQnbS++9rnpqjCeQ/803JWY',0,1796075115927,'ru',NULL,NULL,0,1796075115949,NULL,NULL,NULL,NULL);
INSERT INTO "people" VALUES(2,'boss@kept.example','Boss',NULL,'$argon2id$v=19$m=19456,t=2,p=1$YctWWW3eqXQhvYQ2ma9/1A$BQpnphIjsqjaD1xutPO0Jq0UlsNehU+CxOhvqT4FSRg',0,1796075116357,'ru',NULL,NULL,0,1796075116368,NULL,NULL,NULL,NULL);
INSERT INTO "people" VALUES(3,'other@kept.example','Other',NULL,'$argon2id$v=19$m=19456,t=2,p=1$c10LHQHgwOfeHFHIMLcdqQ$oAcnStS9JsEEs4biaHE8CtApItJ6TeMseAY8SR65pf0',0,1796075116695,'ru',NULL,NULL,0,1796075162951,NULL,NULL,NULL,NULL);
INSERT INTO "people" VALUES(4,'admin@kept.example','Admin','administrator','$argon2id$v=19$m=19456,t=2,p=1$g6OL2/fstypE2pZjB6VmBQ$c8GPDeJO7DDIWws9hKdi9qpovS27ygSUgp5jqLjwVs0',0,1796075116969,'ru',NULL,NULL,0,1796075116984,NULL,NULL,NULL,NULL);
INSERT INTO "people" VALUES(5,'manager@kept.example','Manager','manager','$argon2id$v=19$m=19456,t=2,p=1$9GuijddzanP9vRXqDJUTJw$uR6TIoTK4R9TSFG7HK716IgNgz96KwNu/OAAwFAqdxI',0,1796075117218,'ru',NULL,NULL,0,1796075117247,NULL,NULL,NULL,NULL);
INSERT INTO "people" VALUES(6,'controller@kept.example','Controller','credit_controller','$argon2id$v=19$m=19456,t=2,p=1$xZK9DJckkxileHBKesI83g$CvqN1fc8xbPTCBTE6YbgLl3xLmPrA5cJ9yl+uj6vC3U',0,1796075117590,'ru',NULL,NULL,0,1796075117607,NULL,NULL,NULL,NULL);
INSERT INTO "people" VALUES(7,'director@kept.example','Director','director','$argon2id$v=19$m=19456,t=2,p=1$nWy8p67xRleiZi97LZWwYw$peqp8JVhWM+qoTXcqnZ84D+kGlLJ1KMVe5jYSUP9HkU',0,1796075117902,'ru',NULL,NULL,0,1796075117924,NULL,NULL,NULL,NULL);
INSERT INTO "people" VALUES(8,'invited@kept.example','Иван Ёлкин',NULL,NULL,0,1796075118870,'ru',NULL,NULL,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "people" VALUES(9,'newcomer@kept.example','Пётр newcomer',NULL,NULL,0,1796075118917,'ru',NULL,NULL,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "people" VALUES(10,'erased-10@invalid','№ 10',NULL,NULL,1,1796075118942,'ru',NULL,NULL,0,NULL,1796075118957,NULL,NULL,NULL);
INSERT INTO "people" VALUES(11,'seller1@kept.example','Seller',NULL,'$argon2id$v=19$m=19456,t=2,p=1$VOIRTKIv05tVARwwyWeQfA$v1MjVZYZ6VqJddWKQ5Kpo2HnPSSsEYrpjt5EEHhN/aw',0,1796075119373,'ru',NULL,NULL,0,1796075119641,NULL,NULL,2,'employee');
INSERT INTO "people" VALUES(12,'seller2@kept.example','Seller',NULL,'$argon2id$v=19$m=19456,t=2,p=1$kG+FYlAJpQQ2gKqDAscItQ$ruGjeUJ5hABfq7HtfVtA9ChSAUA8g/Xs9Vh0pZscDYk',0,1796075119625,'ru',NULL,NULL,0,1796075119669,NULL,NULL,3,'employee');
INSERT INTO "people" VALUES(13,'second@kept.example','Second','administrator','$argon2id$v=19$m=19456,t=2,p=1$4qQ8Fu0+xr7AC2ZZbonNVw$M5eQN0ZOO5m17G71iiWWKe5y35zc07bpWiZ7ClYXpC0',0,1796075162751,'ru',NULL,NULL,0,1796075162776,NULL,NULL,NULL,NULL);
CREATE TABLE portal_images (
    product_id INTEGER NOT NULL REFERENCES products (id), image_key TEXT NOT NULL, position INTEGER NOT NULL,
    sha256 TEXT REFERENCES stored_files (hash), name TEXT NOT NULL, hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),
    PRIMARY KEY (product_id, image_key)
) STRICT;
CREATE TABLE portal_products (
    product_id INTEGER PRIMARY KEY REFERENCES products (id), text_ru TEXT, text_en TEXT, own_parameters TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0), changed_at INTEGER NOT NULL, person_id INTEGER REFERENCES people (id)
) STRICT;
CREATE TABLE portal_relations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL REFERENCES products (id),
    kind TEXT NOT NULL CHECK (kind IN ('analogue', 'replacement', 'accessory', 'consumable', 'compatible')),
    target_id INTEGER NOT NULL REFERENCES products (id), ratio INTEGER NOT NULL CHECK (ratio > 0), note TEXT,
    hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)), UNIQUE (product_id, kind, target_id), CHECK (product_id <> target_id)
) STRICT;
CREATE TABLE price_agreement_approvals (
    agreement_id INTEGER NOT NULL, revision INTEGER NOT NULL, requested_by TEXT NOT NULL, proposed_by TEXT NOT NULL,
    place INTEGER NOT NULL CHECK (place IN (1, 2)), approved_by TEXT NOT NULL, approved_by_name TEXT NOT NULL, approved_at INTEGER NOT NULL,
    PRIMARY KEY (agreement_id, revision, place), UNIQUE (agreement_id, revision, approved_by),
    CHECK (approved_by <> requested_by AND approved_by <> proposed_by),
    FOREIGN KEY (agreement_id, revision, requested_by, proposed_by)
        REFERENCES price_agreement_revisions (agreement_id, revision, requested_by, proposed_by)
) STRICT;
CREATE TABLE price_agreement_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, agreement_id INTEGER NOT NULL REFERENCES price_agreements (id), at INTEGER NOT NULL, kind TEXT NOT NULL,
    revision INTEGER NOT NULL, actor TEXT NOT NULL, actor_name TEXT NOT NULL, note TEXT
) STRICT;
INSERT INTO "price_agreement_events" VALUES(1,2,1796075118822,'requested',1,'person:1','Buyer','Объём');
CREATE TABLE price_agreement_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT, agreement_id INTEGER NOT NULL REFERENCES price_agreements (id), position INTEGER NOT NULL,
    product_id INTEGER NOT NULL REFERENCES products (id), quantity INTEGER NOT NULL CHECK (quantity >= 0),
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0), own_price INTEGER, used INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0),
    is_open INTEGER NOT NULL DEFAULT 1, UNIQUE (agreement_id, product_id)
) STRICT;
INSERT INTO "price_agreement_lines" VALUES(1,1,0,3,3000,300000,NULL,3000,1);
INSERT INTO "price_agreement_lines" VALUES(2,2,0,2,100000,900000,1000000,0,1);
CREATE TABLE price_agreement_revisions (
    agreement_id INTEGER NOT NULL REFERENCES price_agreements (id), revision INTEGER NOT NULL, requested_by TEXT NOT NULL,
    proposed_by TEXT NOT NULL, proposed_by_name TEXT NOT NULL, proposed_at INTEGER NOT NULL, terms TEXT NOT NULL,
    PRIMARY KEY (agreement_id, revision), UNIQUE (agreement_id, revision, requested_by, proposed_by)
) STRICT;
INSERT INTO "price_agreement_revisions" VALUES(2,1,'person:1','person:1','Buyer',1796075118822,'{"title":"Стройка","from":"2026-12-01","to":"2027-01-30","site":null,"lines":[{"product":"P-SKU-00003","quantity":"100","unit_price":"90.0000"}]}');
CREATE TABLE price_agreement_uses (
    id INTEGER PRIMARY KEY AUTOINCREMENT, agreed_line_id INTEGER NOT NULL REFERENCES price_agreement_lines (id), client_id INTEGER NOT NULL,
    order_line_id INTEGER NOT NULL, quantity INTEGER NOT NULL CHECK (quantity > 0),
    released INTEGER NOT NULL DEFAULT 0 CHECK (released >= 0 AND released <= quantity),
    UNIQUE (order_line_id), FOREIGN KEY (client_id, order_line_id) REFERENCES order_lines (client_id, id)
) STRICT;
INSERT INTO "price_agreement_uses" VALUES(1,1,2,2,3000,0);
CREATE TABLE price_agreements (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, client_id INTEGER NOT NULL REFERENCES clients (id), contract_id INTEGER NOT NULL,
    site_id INTEGER, source TEXT NOT NULL DEFAULT 'erp' CHECK (source IN ('erp', 'portal')),
    title TEXT NOT NULL DEFAULT '', title_folded TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', currency TEXT, vat_mode TEXT, lines TEXT NOT NULL DEFAULT '[]',
    from_day INTEGER NOT NULL, to_day INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'approved' CHECK (status IN ('requested', 'approved', 'refused', 'withdrawn', 'expired', 'closed')),
    revision INTEGER NOT NULL DEFAULT 1, requested_by TEXT NOT NULL DEFAULT '', requested_by_name TEXT NOT NULL DEFAULT '',
    requested_at INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL,
    UNIQUE (client_id, id), CHECK (from_day <= to_day),
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id),
    FOREIGN KEY (client_id, site_id) REFERENCES sites (client_id, id)
) STRICT;
INSERT INTO "price_agreements" VALUES(1,'PA1',2,2,NULL,'erp','','','',NULL,NULL,'[{"product":"P-SKU-00005","quantity":"3","unit_price":"30.0000"}]',-25567,21914,'approved',1,'','',0,1796075115530);
INSERT INTO "price_agreements" VALUES(2,'S000002',2,2,NULL,'portal','Стройка','стройка','Объём','RUB','included','[{"product":"P-SKU-00003","quantity":"100","unit_price":"90.0000"}]',20788,20848,'requested',1,'person:1','Buyer',1796075118822,1796075118822);
CREATE TABLE price_file_letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT, link_id INTEGER NOT NULL, person_id INTEGER NOT NULL, due_at INTEGER NOT NULL, token_hash TEXT UNIQUE,
    created_at INTEGER NOT NULL, UNIQUE (link_id, person_id, due_at),
    FOREIGN KEY (link_id, person_id) REFERENCES price_file_recipients (link_id, person_id) ON DELETE CASCADE
) STRICT;
CREATE TABLE price_file_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER NOT NULL REFERENCES clients (id), person_id INTEGER NOT NULL REFERENCES people (id), name TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx', 'yml', 'json')), language TEXT NOT NULL CHECK (language IN ('ru', 'en')),
    schedule TEXT NOT NULL CHECK (schedule IN ('live', 'day', 'week')), token_hash TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL, revoked_at INTEGER, used_at INTEGER, uses INTEGER NOT NULL DEFAULT 0,
    prepared_at INTEGER, prepared_size INTEGER
) STRICT;
INSERT INTO "price_file_links" VALUES(1,2,1,'Для сайта','csv','ru','live','27ffb5999027ef78576208bad6e7780b4ba334c7cdca18d7293b4c705a2e95ee',1796075118705,NULL,NULL,0,NULL,NULL);
CREATE TABLE price_file_recipients (
    link_id INTEGER NOT NULL, client_id INTEGER NOT NULL, person_id INTEGER NOT NULL, PRIMARY KEY (link_id, person_id),
    FOREIGN KEY (client_id, link_id) REFERENCES price_file_schedules (client_id, link_id) ON DELETE CASCADE,
    FOREIGN KEY (person_id, client_id) REFERENCES memberships (person_id, client_id) ON DELETE CASCADE
) STRICT;
CREATE TABLE price_file_schedules (
    link_id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL, weekdays INTEGER NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
    hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23), gives TEXT NOT NULL CHECK (gives IN ('prepared', 'fresh')),
    revision INTEGER NOT NULL DEFAULT 1, next_due INTEGER NOT NULL, due_at INTEGER, done_due INTEGER,
    prepared_at INTEGER, file_hash TEXT, file_size INTEGER, problem TEXT, problem_at INTEGER,
    UNIQUE (client_id, link_id), CHECK ((file_hash IS NULL) = (file_size IS NULL)), CHECK ((problem IS NULL) = (problem_at IS NULL)),
    FOREIGN KEY (client_id, link_id) REFERENCES price_file_links (client_id, id)
) STRICT;
CREATE TABLE price_floors (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, product_id INTEGER REFERENCES products (id),
    category_id INTEGER REFERENCES categories (id), brand_id INTEGER REFERENCES brands (id),
    margin INTEGER CHECK (margin BETWEEN 0 AND 999999), price INTEGER CHECK (price >= 0), currency TEXT NOT NULL,
    vat_included INTEGER NOT NULL, from_day INTEGER NOT NULL, to_day INTEGER NOT NULL, updated_at INTEGER NOT NULL, source TEXT NOT NULL DEFAULT 'erp' CHECK (source IN ('erp', 'portal')),
    CHECK (CASE WHEN margin IS NULL THEN 0 ELSE 1 END + CASE WHEN price IS NULL THEN 0 ELSE 1 END = 1)
) STRICT;
INSERT INTO "price_floors" VALUES(1,'F1','Не ниже',NULL,NULL,NULL,NULL,100,'RUB',1,-25567,376199,1796075115495,'erp');
CREATE TABLE price_lists (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, legal_entity_id INTEGER REFERENCES legal_entities (id),
    currency TEXT NOT NULL, vat_included INTEGER NOT NULL, net INTEGER NOT NULL,
    from_day INTEGER NOT NULL, to_day INTEGER NOT NULL, updated_at INTEGER NOT NULL
, cost INTEGER NOT NULL DEFAULT 0, source TEXT NOT NULL DEFAULT 'erp' CHECK (source IN ('erp', 'portal'))) STRICT;
INSERT INTO "price_lists" VALUES(1,'BASE','Основной',NULL,'RUB',1,0,20454,376199,1796075115110,0,'erp');
INSERT INTO "price_lists" VALUES(2,'L9','Прайс 9',2,'RUB',1,0,20454,376199,1796075115147,0,'erp');
CREATE TABLE prices (
    id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL REFERENCES products (id), price_list_id INTEGER NOT NULL REFERENCES price_lists (id),
    min_quantity INTEGER NOT NULL CHECK (min_quantity >= 0), from_day INTEGER NOT NULL, to_day INTEGER NOT NULL,
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0), updated_at INTEGER NOT NULL, as_of INTEGER,
    UNIQUE (product_id, price_list_id, min_quantity, from_day)
) STRICT;
INSERT INTO "prices" VALUES(1,1,2,10000,20454,376199,45001234,1796075115152,NULL);
INSERT INTO "prices" VALUES(2,2,1,0,-25567,376199,1000000,1796075115376,NULL);
INSERT INTO "prices" VALUES(3,3,1,0,-25567,376199,333333,1796075115411,NULL);
INSERT INTO "prices" VALUES(4,4,1,0,-25567,376199,100000,1796075115440,NULL);
INSERT INTO "prices" VALUES(5,5,1,0,-25567,376199,777700,1796075119742,NULL);
CREATE TABLE product_barcodes (
    product_id INTEGER NOT NULL REFERENCES products (id), position INTEGER NOT NULL, barcode TEXT NOT NULL, PRIMARY KEY (product_id, position)
) STRICT;
INSERT INTO "product_barcodes" VALUES(1,0,'4600000000022');
CREATE TABLE "product_certificates" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL REFERENCES products (id), file TEXT NOT NULL, url TEXT NOT NULL,
    sha256 TEXT REFERENCES stored_files (hash), kind TEXT NOT NULL, number TEXT NOT NULL, title TEXT NOT NULL,
    from_day INTEGER NOT NULL, to_day INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    CHECK ((file = '') <> (url = '')), CHECK ((file = '') = (sha256 IS NULL)), CHECK (number = '' OR title = ''), UNIQUE (product_id, kind, number, title)
) STRICT;
CREATE TABLE product_cross_numbers (
    product_id INTEGER NOT NULL REFERENCES products (id), position INTEGER NOT NULL, number TEXT NOT NULL, PRIMARY KEY (product_id, position)
) STRICT;
INSERT INTO "product_cross_numbers" VALUES(1,0,'X-1');
INSERT INTO "product_cross_numbers" VALUES(1,1,'X-2');
CREATE TABLE product_images (id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL REFERENCES products (id), file TEXT NOT NULL, url TEXT NOT NULL,
sha256 TEXT REFERENCES stored_files (hash), kind TEXT NOT NULL, number TEXT NOT NULL,
from_day INTEGER NOT NULL, to_day INTEGER NOT NULL, updated_at INTEGER NOT NULL,
CHECK ((file = '') <> (url = '')), CHECK ((file = '') = (sha256 IS NULL)), UNIQUE (product_id, file, url)) STRICT;
CREATE TABLE product_relations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL REFERENCES products (id),
    kind TEXT NOT NULL CHECK (kind IN ('analogue', 'replacement', 'accessory', 'consumable', 'compatible')),
    target_id INTEGER NOT NULL REFERENCES products (id), ratio INTEGER NOT NULL CHECK (ratio > 0), note TEXT, updated_at INTEGER NOT NULL,
    UNIQUE (product_id, kind, target_id), CHECK (product_id <> target_id)
) STRICT;
INSERT INTO "product_relations" VALUES(1,2,'analogue',3,1000,NULL,1796075115644);
CREATE TABLE products (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, article TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    brand_id INTEGER REFERENCES brands (id), category_id INTEGER REFERENCES categories (id), unit TEXT NOT NULL,
    vat_class TEXT NOT NULL CHECK (vat_class IN ('standard', 'reduced', 'zero', 'exempt')),
    order_multiple INTEGER NOT NULL CHECK (order_multiple > 0), order_minimum INTEGER NOT NULL CHECK (order_minimum >= 0),
    price_basis INTEGER NOT NULL CHECK (price_basis > 0), packagings TEXT NOT NULL, parameters TEXT NOT NULL,
    manufacturer_number TEXT, description TEXT, country TEXT, marked INTEGER NOT NULL,
    has_variants INTEGER NOT NULL, status TEXT NOT NULL CHECK (status IN ('active', 'discontinued')), successor_id INTEGER REFERENCES products (id), updated_at INTEGER NOT NULL
, withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1))) STRICT;
INSERT INTO "products" VALUES(1,'P9','ВВГ-3x2.5','Кабель ВВГ 3×2,5',2,3,'006','standard',500,1000,100000,'[{"unit":"778","quantity":"100","barcode":"4600000000015","weight_kg":"12.500","volume_m3":"0.02"}]','{"section":"2.5"}','VVG325','Медный','RU',0,0,'active',NULL,1796075115140,0);
INSERT INTO "products" VALUES(2,'P-SKU-00003','SKU-00003','Болт М8×4 оцинкованный',1,2,'796','standard',1000,1000,1000,'[]','{}',NULL,NULL,NULL,0,0,'active',NULL,1796075115364,0);
INSERT INTO "products" VALUES(3,'P-SKU-00005','SKU-00005','Болт М8×6 оцинкованный',1,2,'796','standard',1000,1000,1000,'[]','{}',NULL,NULL,NULL,0,0,'active',NULL,1796075115397,0);
INSERT INTO "products" VALUES(4,'P-SKU-00007','SKU-00007','Болт М8×8 оцинкованный',1,2,'796','standard',1000,1000,1000,'[]','{}',NULL,NULL,NULL,0,0,'active',NULL,1796075115427,0);
INSERT INTO "products" VALUES(5,'P-SKU-00009','SKU-00009','Болт М8×10 оцинкованный',1,2,'796','standard',1000,1000,1000,'[]','{}',NULL,NULL,NULL,0,0,'active',NULL,1796075119724,0);
CREATE TABLE quote_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT, request_id INTEGER NOT NULL REFERENCES quote_requests (id), position INTEGER NOT NULL CHECK (position > 0),
    product_id INTEGER REFERENCES products (id), name TEXT, unit TEXT, quantity INTEGER NOT NULL CHECK (quantity > 0),
    UNIQUE (request_id, position), UNIQUE (request_id, id), CHECK ((product_id IS NULL) = (name IS NOT NULL)), CHECK ((product_id IS NULL) = (unit IS NOT NULL))
) STRICT;
INSERT INTO "quote_lines" VALUES(1,1,1,5,NULL,NULL,100000);
INSERT INTO "quote_lines" VALUES(2,1,2,NULL,'Лоток 300 мм','796',40000);
CREATE TABLE quote_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT, comment TEXT, wanted_day INTEGER NOT NULL, asked_by INTEGER NOT NULL REFERENCES people (id), asked_at INTEGER NOT NULL,
    closed_by INTEGER REFERENCES people (id), closed_at INTEGER, revision INTEGER NOT NULL DEFAULT 1,
    CHECK ((closed_by IS NULL) = (closed_at IS NULL))
) STRICT;
INSERT INTO "quote_requests" VALUES(1,'Для склада',20808,4,1796075120056,NULL,NULL,3);
CREATE TABLE quote_suppliers (
    request_id INTEGER NOT NULL REFERENCES quote_requests (id), supplier_id INTEGER NOT NULL REFERENCES suppliers (id),
    answered_by INTEGER REFERENCES people (id), answered_at INTEGER,
    PRIMARY KEY (request_id, supplier_id), CHECK ((answered_by IS NULL) = (answered_at IS NULL))
) STRICT;
INSERT INTO "quote_suppliers" VALUES(1,2,11,1796075120089);
INSERT INTO "quote_suppliers" VALUES(1,3,12,1796075120119);
CREATE TABLE quotes (
    request_id INTEGER NOT NULL, line_id INTEGER NOT NULL, supplier_id INTEGER NOT NULL,
    price INTEGER CHECK (price > 0), quantity INTEGER CHECK (quantity > 0), lead_days INTEGER CHECK (lead_days BETWEEN 0 AND 730), valid_day INTEGER,
    reason TEXT, answered_at INTEGER NOT NULL, chosen INTEGER NOT NULL DEFAULT 0 CHECK (chosen IN (0, 1)), offered_at INTEGER,
    PRIMARY KEY (line_id, supplier_id), CHECK ((price IS NULL) = (reason IS NOT NULL)), CHECK ((price IS NULL) = (quantity IS NULL)),
    CHECK (chosen = 0 OR price IS NOT NULL), CHECK (offered_at IS NULL OR chosen = 1),
    FOREIGN KEY (request_id, line_id) REFERENCES quote_lines (request_id, id), FOREIGN KEY (request_id, supplier_id) REFERENCES quote_suppliers (request_id, supplier_id)
) STRICT;
INSERT INTO "quotes" VALUES(1,1,2,552000,100000,7,20828,NULL,1796075120089,0,NULL);
INSERT INTO "quotes" VALUES(1,2,2,NULL,NULL,NULL,NULL,'Не возим',1796075120089,0,NULL);
INSERT INTO "quotes" VALUES(1,1,3,500000,100000,7,20828,NULL,1796075120119,0,NULL);
INSERT INTO "quotes" VALUES(1,2,3,NULL,NULL,NULL,NULL,'Не возим',1796075120119,0,NULL);
CREATE TABLE receipts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, warehouse_id INTEGER NOT NULL REFERENCES warehouses (id),
    product_id INTEGER NOT NULL REFERENCES products (id), quantity INTEGER NOT NULL, expected INTEGER NOT NULL,
    reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0), updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "receipts" VALUES(1,'R9',3,1,1000000,21153,0,1796075115222);
CREATE TABLE record_locks (kind TEXT PRIMARY KEY) STRICT;
CREATE TABLE record_sheets (
    upload_id INTEGER PRIMARY KEY REFERENCES uploads (id), subject TEXT NOT NULL, titles TEXT NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN ('new', 'checking', 'checked', 'taking', 'taken', 'undoing', 'undone')), actor TEXT NOT NULL,
    total INTEGER NOT NULL, done INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, unchanged INTEGER NOT NULL,
    refused INTEGER NOT NULL, preview TEXT, undone_at INTEGER, put_back INTEGER NOT NULL, kept INTEGER NOT NULL
) STRICT;
CREATE TABLE recovery_codes (
    person_id INTEGER NOT NULL REFERENCES people (id), code_hash TEXT NOT NULL,
    PRIMARY KEY (person_id, code_hash)
) STRICT;
CREATE TABLE registrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, inn TEXT NOT NULL, company TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, phone TEXT, note TEXT,
    language TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'accepted', 'refused')),
    client_id INTEGER REFERENCES clients (id), reason TEXT, created_at INTEGER NOT NULL, decided_at INTEGER, decided_by TEXT
) STRICT;
INSERT INTO "registrations" VALUES(1,'7707083893','ООО «newcomer»','Пётр newcomer','newcomer@kept.example','','','ru','accepted',4,NULL,1796075118887,1796075118917,'person:4');
INSERT INTO "registrations" VALUES(2,'7702070139','ООО «erased»','','','','','ru','accepted',5,NULL,1796075118893,1796075118942,'person:4');
INSERT INTO "registrations" VALUES(3,'7728168971','ООО «waiting»','Пётр waiting','waiting@kept.example','','','ru','new',NULL,NULL,1796075118904,NULL,NULL);
CREATE TABLE rights_version (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL) STRICT;
INSERT INTO "rights_version" VALUES(1,87);
CREATE TABLE roles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER REFERENCES clients (id), name TEXT NOT NULL, name_folded TEXT NOT NULL, rights TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "roles" VALUES(1,2,'Только долги','только долги','see_debt',1796075118846);
CREATE TABLE saved_searches (
    id INTEGER PRIMARY KEY AUTOINCREMENT, person_id INTEGER NOT NULL REFERENCES people (id), client_id INTEGER NOT NULL REFERENCES clients (id), name TEXT NOT NULL,
    address TEXT NOT NULL, created_at INTEGER NOT NULL
, known_up_to INTEGER, looked_at INTEGER) STRICT;
INSERT INTO "saved_searches" VALUES(1,1,2,'Болты','query=%D0%B1%D0%BE%D0%BB%D1%82&sort=article',1796075118669,NULL,NULL);
CREATE TABLE schema_expansions (number INTEGER NOT NULL PRIMARY KEY REFERENCES schema_migrations (number)) STRICT;
INSERT INTO "schema_expansions" VALUES(132);
INSERT INTO "schema_expansions" VALUES(136);
INSERT INTO "schema_expansions" VALUES(137);
INSERT INTO "schema_expansions" VALUES(170);
CREATE TABLE schema_migrations (
    number INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;
INSERT INTO "schema_migrations" VALUES(1,'journal','fbd849a3e5642007',1796075112601);
INSERT INTO "schema_migrations" VALUES(2,'record locks','f8a9c5564f9f5c88',1796075112613);
INSERT INTO "schema_migrations" VALUES(3,'customers','4a84b7f741e4084f',1796075112622);
INSERT INTO "schema_migrations" VALUES(4,'catalog','1d8d8ae63d9abed0',1796075112630);
INSERT INTO "schema_migrations" VALUES(5,'pricing','3b140efca4633a23',1796075112647);
INSERT INTO "schema_migrations" VALUES(6,'access','bf6073ca19b7715c',1796075112650);
INSERT INTO "schema_migrations" VALUES(7,'stock','aa3caf8fce8917be',1796075112667);
INSERT INTO "schema_migrations" VALUES(8,'ordering','227e54f0f4a587e',1796075112681);
INSERT INTO "schema_migrations" VALUES(9,'imports','c82a313f8dc28972',1796075112696);
INSERT INTO "schema_migrations" VALUES(20,'idempotency keys','a8ed781b12ba8f87',1796075112707);
INSERT INTO "schema_migrations" VALUES(21,'jobs','53ba39531da7f0d2',1796075112724);
INSERT INTO "schema_migrations" VALUES(30,'receivables','ac2204dd4900a43c',1796075112758);
INSERT INTO "schema_migrations" VALUES(31,'order_facts','4ecfb6a141bc854a',1796075112786);
INSERT INTO "schema_migrations" VALUES(50,'discounts','116bb96171ea83a4',1796075112817);
INSERT INTO "schema_migrations" VALUES(51,'list prices of order lines','62f736102c42154f',1796075112834);
INSERT INTO "schema_migrations" VALUES(55,'price agreements','14e3e593143555a2',1796075112856);
INSERT INTO "schema_migrations" VALUES(56,'price file links','7feb3ae06ba24ae5',1796075112881);
INSERT INTO "schema_migrations" VALUES(70,'accounts','fdfff00446787af6',1796075112919);
INSERT INTO "schema_migrations" VALUES(71,'roles','ac7a4b2aa056bfe5',1796075112946);
INSERT INTO "schema_migrations" VALUES(72,'registrations','5481aa423951c6db',1796075112964);
INSERT INTO "schema_migrations" VALUES(80,'changes of terms','fe5923661cea96eb',1796075112996);
INSERT INTO "schema_migrations" VALUES(85,'rate sources','92ba0c5e3e16828e',1796075113029);
INSERT INTO "schema_migrations" VALUES(86,'former prices','f2417d4e1843bb2c',1796075113043);
INSERT INTO "schema_migrations" VALUES(87,'uploads','c3884efad0c7bf79',1796075113068);
INSERT INTO "schema_migrations" VALUES(88,'prices by list','9225e1e316ebcf8',1796075113091);
INSERT INTO "schema_migrations" VALUES(90,'schedules of price files','18b901ab3516bee2',1796075113121);
INSERT INTO "schema_migrations" VALUES(95,'documents','c25889b759c50016',1796075113151);
INSERT INTO "schema_migrations" VALUES(96,'credit_news','fc9686c620f169b2',1796075113176);
INSERT INTO "schema_migrations" VALUES(97,'approvals','b298157c182189ce',1796075113215);
INSERT INTO "schema_migrations" VALUES(105,'assortments','213841150eafe1ce',1796075113251);
INSERT INTO "schema_migrations" VALUES(106,'relations','b247c71c702f4b72',1796075113280);
INSERT INTO "schema_migrations" VALUES(107,'client articles','1513b04eff9b2586',1796075113305);
INSERT INTO "schema_migrations" VALUES(108,'former prices without references','15ca5fe1c38ddf98',1796075113342);
INSERT INTO "schema_migrations" VALUES(109,'moments of prices','e2df9507c3a68b0b',1796075113370);
INSERT INTO "schema_migrations" VALUES(110,'product files','c7d43f16266279f6',1796075113404);
INSERT INTO "schema_migrations" VALUES(111,'portal contents','a0eb4eb0db0d13',1796075113429);
INSERT INTO "schema_migrations" VALUES(112,'bulk changes','c503437bbbbbe0d0',1796075113455);
INSERT INTO "schema_migrations" VALUES(113,'record sheets','b26c90bc07abd060',1796075113485);
INSERT INTO "schema_migrations" VALUES(115,'withdrawn products','4de5acb6a7714300',1796075113512);
INSERT INTO "schema_migrations" VALUES(116,'past orders','63011a313162d2d0',1796075113547);
INSERT INTO "schema_migrations" VALUES(117,'kept products and searches','5e2ba9785863a318',1796075113577);
INSERT INTO "schema_migrations" VALUES(118,'articles of cart lines','f2d90c99094a8098',1796075113609);
INSERT INTO "schema_migrations" VALUES(119,'support','2ec203ec7ed8e54a',1796075113643);
INSERT INTO "schema_migrations" VALUES(122,'watched searches and awaited products','46d4a5a7a27eb4f5',1796075113685);
INSERT INTO "schema_migrations" VALUES(123,'consents','f18c3c9fd68a7b91',1796075113724);
INSERT INTO "schema_migrations" VALUES(125,'merged clients','14ea4703aae50bc9',1796075113761);
INSERT INTO "schema_migrations" VALUES(126,'rights_version','e04f86d94e2b862c',1796075113803);
INSERT INTO "schema_migrations" VALUES(127,'suppliers','993a62debbd5afce',1796075113867);
INSERT INTO "schema_migrations" VALUES(128,'supply','6abd64b291bb779',1796075113906);
INSERT INTO "schema_migrations" VALUES(130,'passkeys','e0b1fbc9aa20f6b9',1796075113942);
INSERT INTO "schema_migrations" VALUES(132,'nodes','11192d1654af8037',1796075113977);
INSERT INTO "schema_migrations" VALUES(133,'what sheets make','3bde5b83004d6027',1796075114014);
INSERT INTO "schema_migrations" VALUES(134,'exchange pictures, titles of papers','c349b913a118b488',1796075114063);
INSERT INTO "schema_migrations" VALUES(135,'synonyms','6dc8bc548ea55980',1796075114098);
INSERT INTO "schema_migrations" VALUES(136,'quotes','faf034b3630e09ce',1796075114140);
INSERT INTO "schema_migrations" VALUES(137,'received of suppliers','38f3b1efc5c00374',1796075114190);
INSERT INTO "schema_migrations" VALUES(138,'blocked clients, changed addresses','f092c798ad0a1d16',1796075114251);
INSERT INTO "schema_migrations" VALUES(170,'people by name','4e93b3b7e08cb348',1796075114294);
CREATE TABLE segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, parent_id INTEGER REFERENCES segments (id), name TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "segments" VALUES(1,'dealer',NULL,'Дилеры',1796075115464);
CREATE TABLE seller_orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL, client_id INTEGER NOT NULL, contract_id INTEGER NOT NULL, client_entity_id INTEGER NOT NULL,
    legal_entity_id INTEGER NOT NULL REFERENCES legal_entities (id), credit_account_id INTEGER,
    tax_regime TEXT NOT NULL, vat_mode TEXT NOT NULL, currency TEXT NOT NULL, net INTEGER NOT NULL, vat INTEGER NOT NULL,
    gross INTEGER NOT NULL CHECK (gross >= 0), credit_taken INTEGER NOT NULL CHECK (credit_taken >= 0), hold_reason TEXT, in_ledger INTEGER NOT NULL DEFAULT 0 CHECK (in_ledger >= 0), held_until INTEGER, in_approval INTEGER NOT NULL DEFAULT 0 CHECK (in_approval >= 0),
    UNIQUE (client_id, id), UNIQUE (order_id, contract_id), CHECK (net + vat = gross),
    FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id),
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id),
    FOREIGN KEY (client_id, client_entity_id) REFERENCES client_entities (client_id, id),
    FOREIGN KEY (client_id, credit_account_id) REFERENCES credit_accounts (client_id, id)
) STRICT;
INSERT INTO "seller_orders" VALUES(1,1,2,2,2,1,2,'general','included','RUB',89344,19656,109000,109000,NULL,0,NULL,0);
INSERT INTO "seller_orders" VALUES(2,2,2,2,2,1,2,'general','included','RUB',8197,1803,10000,0,NULL,0,NULL,0);
INSERT INTO "seller_orders" VALUES(3,3,3,3,3,1,3,'general','included','RUB',15574,3426,19000,19000,NULL,0,NULL,0);
INSERT INTO "seller_orders" VALUES(4,4,6,4,6,1,4,'general','included','RUB',76495,16829,93324,93324,NULL,0,NULL,0);
CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES people (id), client_id INTEGER REFERENCES clients (id),
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
, owes_factor INTEGER NOT NULL DEFAULT 0 CHECK (owes_factor IN (0, 1)), wrong_codes INTEGER NOT NULL DEFAULT 0, place TEXT, agent TEXT) STRICT;
INSERT INTO "sessions" VALUES('fe68f693d8d542ae7aed2d373da957a47b9902483e175504272b38be10ff19c7',1,2,1796075115949,1797284715949,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('b805f995bad6a5079d9d862f4abec450a499dfc43ba0332b3041f36d5506f72c',2,2,1796075116368,1797284716368,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('25d557891c3918feba7b37bdba0c5baffdcc84fafe318e9ae65fb2c05a8b1a80',3,3,1796075116709,1797284716709,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('2e5d86b75779a8597498e78ab05a182cd3b62ce4a1773be3143ada225344e51e',4,NULL,1796075116984,1797284716984,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('ce8b670d5d135551ab6c08cad6802792422782860e5fcf31e53578d9fab6d191',5,NULL,1796075117247,1797284717247,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('0779f122a0c9ea3519ef2d30522d9dc37e99b436cbfabb8b86a3b2976c9fe2db',6,NULL,1796075117607,1797284717607,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('c682c43a07168bc1eb19137b4c1734c3bc8574286e31457118b1892683f349bd',7,NULL,1796075117924,1797284717924,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('d6337f7bb11f15cf8f08c83a09547fe876bc087dee1aee9396b42de358bb74bb',11,NULL,1796075119641,1797284719641,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('5871932df98e163d290cc958854a6d2d5b11c02035a704cd13a214dfea2c1983',12,NULL,1796075119669,1797284719669,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('3151e9728a3e58abeec7443aac0e39dc84bd9833f7fdc8875900d0da59c11631',13,NULL,1796075162776,1797284762776,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('1f30acfce6f98d6f96f33f345cb7eaa4ec5f3528ab2f1bdb99d3e351215055c2',3,3,1796075162951,1797284762951,0,0,'127.0.0.1','python-requests/2.34.2');
CREATE TABLE settings (
    name TEXT PRIMARY KEY, value TEXT NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "settings" VALUES('house_name','Сохранённый портал',1796075119081);
INSERT INTO "settings" VALUES('credit_mail','0',1796075119081);
CREATE TABLE sheet_changes (
    upload_id INTEGER NOT NULL REFERENCES record_sheets (upload_id), record_key TEXT NOT NULL, label TEXT NOT NULL, before TEXT, after TEXT NOT NULL,
    fate TEXT CHECK (fate IN ('back', 'kept')), reason TEXT, PRIMARY KEY (upload_id, record_key)
) STRICT;
CREATE TABLE sheet_made (
    upload_id INTEGER NOT NULL REFERENCES record_sheets (upload_id), kind TEXT NOT NULL CHECK (kind IN ('brands', 'categories')), external_id TEXT NOT NULL,
    position INTEGER NOT NULL, item TEXT NOT NULL, fate TEXT CHECK (fate IN ('back', 'kept')), reason TEXT, PRIMARY KEY (upload_id, kind, external_id)
) STRICT;
CREATE TABLE sheet_refusals (
    upload_id INTEGER NOT NULL REFERENCES record_sheets (upload_id), line INTEGER NOT NULL, label TEXT, cells TEXT NOT NULL, problems TEXT NOT NULL,
    PRIMARY KEY (upload_id, line)
) STRICT;
CREATE TABLE shipment_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT, shipment_id INTEGER NOT NULL, client_id INTEGER NOT NULL, order_line_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0), stock_id INTEGER REFERENCES stock (id), receipt_id INTEGER REFERENCES receipts (id), counted INTEGER NOT NULL DEFAULT 0 CHECK (counted IN (0, 1)),
    CHECK (stock_id IS NULL OR receipt_id IS NULL),
    FOREIGN KEY (client_id, shipment_id) REFERENCES shipments (client_id, id),
    FOREIGN KEY (client_id, order_line_id) REFERENCES order_lines (client_id, id)
) STRICT;
INSERT INTO "shipment_lines" VALUES(1,1,2,1,10000,2,NULL,0);
INSERT INTO "shipment_lines" VALUES(2,1,2,2,3000,3,NULL,0);
INSERT INTO "shipment_lines" VALUES(3,2,2,3,1000,NULL,NULL,0);
INSERT INTO "shipment_lines" VALUES(4,3,3,4,2000,2,NULL,0);
INSERT INTO "shipment_lines" VALUES(5,4,6,5,12000,NULL,NULL,0);
CREATE TABLE shipments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL, seller_order_id INTEGER NOT NULL, client_id INTEGER NOT NULL, position INTEGER NOT NULL,
    warehouse_id INTEGER NOT NULL REFERENCES warehouses (id), site_id INTEGER, status TEXT NOT NULL, planned_day INTEGER, actual_day INTEGER, shipped_at INTEGER, tracking TEXT,
    UNIQUE (order_id, position), UNIQUE (client_id, id),
    FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id),
    FOREIGN KEY (client_id, seller_order_id) REFERENCES seller_orders (client_id, id),
    FOREIGN KEY (client_id, site_id) REFERENCES sites (client_id, id)
) STRICT;
INSERT INTO "shipments" VALUES(1,1,1,2,1,1,NULL,'picking',NULL,NULL,NULL,NULL);
INSERT INTO "shipments" VALUES(2,2,2,2,1,1,NULL,'cancelled',NULL,NULL,NULL,NULL);
INSERT INTO "shipments" VALUES(3,3,3,3,1,1,NULL,'reserved',NULL,NULL,NULL,NULL);
INSERT INTO "shipments" VALUES(4,4,4,6,1,1,NULL,'planned',NULL,NULL,NULL,NULL);
CREATE TABLE sign_in_failures (
    subject TEXT PRIMARY KEY, failures INTEGER NOT NULL, since INTEGER NOT NULL
) STRICT;
INSERT INTO "sign_in_failures" VALUES('00d7bdfcbfaa86bc337d479b7cf3820d4801671b20fe707b2af3c5b3a08eefc4',3,1796075118887);
INSERT INTO "sign_in_failures" VALUES('685d5dc386d4f485285021cfc707b142b8c82d2b39607e4eda9fc202fe25d9dc',1,1796075162857);
CREATE TABLE sites (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, client_id INTEGER NOT NULL REFERENCES clients (id), parent_id INTEGER,
    name TEXT NOT NULL, address TEXT, zone TEXT, time_zone TEXT, updated_at INTEGER NOT NULL,
    UNIQUE (client_id, id),
    FOREIGN KEY (client_id, parent_id) REFERENCES sites (client_id, id)
) STRICT;
INSERT INTO "sites" VALUES(1,'O9',1,NULL,'Объект 9','Тула, Советская, 1','2','Europe/Moscow',1796075115193);
INSERT INTO "sites" VALUES(2,'C1-O',2,NULL,'Объект 1','Москва, ул. Заводская, 5',NULL,NULL,1796075115290);
INSERT INTO "sites" VALUES(3,'C2-O',3,NULL,'Объект 1','Москва, ул. Заводская, 5',NULL,NULL,1796075115345);
INSERT INTO "sites" VALUES(4,'C11-O',6,NULL,'Объект 1','Москва, ул. Заводская, 5',NULL,NULL,1796075119830);
INSERT INTO "sites" VALUES(5,'C12-O',7,NULL,'Объект 1','Москва, ул. Заводская, 5',NULL,NULL,1796075162284);
INSERT INTO "sites" VALUES(6,'C13-O',8,NULL,'Объект 1','Москва, ул. Заводская, 5',NULL,NULL,1796075162337);
INSERT INTO "sites" VALUES(7,'C14-O',8,NULL,'Объект 1','Москва, ул. Заводская, 5',NULL,NULL,1796075162408);
ANALYZE "sqlite_master";
INSERT INTO "sqlite_stat1" VALUES('jobs','jobs_due','14 14 1');
INSERT INTO "sqlite_stat1" VALUES('jobs','jobs_unique_key','10 1');
INSERT INTO "sqlite_stat1" VALUES('jobs',NULL,'14');
CREATE TABLE stock (
    id INTEGER PRIMARY KEY AUTOINCREMENT, warehouse_id INTEGER NOT NULL REFERENCES warehouses (id), product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL, reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0), as_of INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    UNIQUE (product_id, warehouse_id)
) STRICT;
INSERT INTO "stock" VALUES(1,3,1,120500,0,1793502000000,1796075115205);
INSERT INTO "stock" VALUES(2,1,2,1000000,12000,1793502000000,1796075115390);
INSERT INTO "stock" VALUES(3,1,3,5000,3000,1793502000000,1796075115417);
INSERT INTO "stock" VALUES(4,2,3,7000,0,1793502000000,1796075115417);
INSERT INTO "stock" VALUES(5,1,4,0,0,1793502000000,1796075115448);
INSERT INTO "stock" VALUES(6,1,5,0,0,1793502000000,1796075119747);
CREATE TABLE stored_files (
    hash TEXT PRIMARY KEY, size INTEGER NOT NULL CHECK (size > 0), media_type TEXT NOT NULL
) STRICT;
CREATE TABLE substitutes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, person_id INTEGER NOT NULL REFERENCES people (id), substitute_id INTEGER NOT NULL REFERENCES people (id),
    from_day INTEGER NOT NULL, to_day INTEGER NOT NULL,
    CHECK (from_day <= to_day), CHECK (person_id <> substitute_id)
) STRICT;
INSERT INTO "substitutes" VALUES(1,5,7,20788,20797);
CREATE TABLE supplier_brands (
    supplier_id INTEGER NOT NULL REFERENCES suppliers (id), position INTEGER NOT NULL, brand_id INTEGER NOT NULL REFERENCES brands (id),
    PRIMARY KEY (supplier_id, position)
) STRICT;
INSERT INTO "supplier_brands" VALUES(1,0,2);
INSERT INTO "supplier_brands" VALUES(2,0,1);
CREATE TABLE supplier_offers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, supplier_id INTEGER NOT NULL REFERENCES suppliers (id), product_id INTEGER NOT NULL REFERENCES products (id),
    article TEXT, price INTEGER CHECK (price >= 0), quantity INTEGER CHECK (quantity >= 0),
    lead_days INTEGER CHECK (lead_days BETWEEN 0 AND 730), valid_day INTEGER, revision INTEGER NOT NULL DEFAULT 1, updated_at INTEGER NOT NULL,
    UNIQUE (supplier_id, product_id)
) STRICT;
INSERT INTO "supplier_offers" VALUES(1,2,5,'D-77',NULL,NULL,NULL,NULL,2,1796075119760);
CREATE TABLE supplier_products (
    supplier_id INTEGER NOT NULL REFERENCES suppliers (id), product_id INTEGER NOT NULL REFERENCES products (id),
    PRIMARY KEY (supplier_id, product_id)
) STRICT;
INSERT INTO "supplier_products" VALUES(3,2);
CREATE TABLE suppliers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, name_folded TEXT NOT NULL, inn TEXT, note TEXT,
    blocked INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)), revision INTEGER NOT NULL DEFAULT 1, updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "suppliers" VALUES(1,'V9','ООО «Девятка»','ооо «девятка»','7700000094','звонить утром',0,2,1796075115253);
INSERT INTO "suppliers" VALUES(2,'SUP-1','ООО «Дельта»','ооо «дельта»',NULL,NULL,0,2,1796075119086);
INSERT INTO "suppliers" VALUES(3,'SUP-2','ООО «Гамма»','ооо «гамма»',NULL,NULL,0,2,1796075119394);
CREATE TABLE supply_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER NOT NULL, order_line_id INTEGER NOT NULL, supplier_id INTEGER NOT NULL REFERENCES suppliers (id),
    product_id INTEGER NOT NULL REFERENCES products (id), warehouse_id INTEGER NOT NULL REFERENCES warehouses (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0), wanted_day INTEGER, asked_at INTEGER NOT NULL,
    answer TEXT CHECK (answer IN ('confirmed', 'declined')), answered_at INTEGER, answered_by INTEGER REFERENCES people (id),
    promised_day INTEGER, first_day INTEGER, promised_quantity INTEGER CHECK (promised_quantity > 0), reason TEXT,
    ended TEXT CHECK (ended IN ('covered', 'cancelled', 'declined')), ended_at INTEGER, revision INTEGER NOT NULL DEFAULT 1, received INTEGER NOT NULL DEFAULT 0 CHECK (received >= 0), covered_before INTEGER,
    UNIQUE (order_line_id, warehouse_id, supplier_id),
    CHECK ((answer IS NULL) = (answered_at IS NULL)), CHECK ((ended IS NULL) = (ended_at IS NULL)),
    CHECK ((answer IS NOT NULL AND answer = 'confirmed') = (promised_day IS NOT NULL AND first_day IS NOT NULL AND promised_quantity IS NOT NULL)),
    CHECK ((answer IS NOT NULL AND answer = 'declined') = (reason IS NOT NULL)),
    FOREIGN KEY (client_id, order_line_id) REFERENCES order_lines (client_id, id)
) STRICT;
INSERT INTO "supply_lines" VALUES(1,6,5,2,5,1,12000,NULL,1796075160849,'confirmed',1796075162241,11,20793,20793,10000,NULL,NULL,NULL,2,0,0);
CREATE TABLE support_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, request_id INTEGER NOT NULL REFERENCES support_requests (id), person_id INTEGER NOT NULL REFERENCES people (id),
    is_staff INTEGER NOT NULL CHECK (is_staff IN (0, 1)), body TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
INSERT INTO "support_messages" VALUES(1,1,1,0,'Пришлите сертификат.',1796075118688);
CREATE TABLE support_readers (
    request_id INTEGER NOT NULL REFERENCES support_requests (id), person_id INTEGER NOT NULL REFERENCES people (id), read_to INTEGER NOT NULL,
    PRIMARY KEY (request_id, person_id)
) STRICT;
INSERT INTO "support_readers" VALUES(1,1,1);
CREATE TABLE support_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER NOT NULL REFERENCES clients (id), topic TEXT NOT NULL, subject TEXT NOT NULL,
    order_id INTEGER, product_id INTEGER REFERENCES products (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
    asked_by INTEGER NOT NULL REFERENCES people (id), created_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
    waiting_since INTEGER, first_answer_at INTEGER, answer_id INTEGER NOT NULL DEFAULT 0,
    UNIQUE (client_id, id), CHECK ((state = 'open') = (waiting_since IS NOT NULL)),
    FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id)
) STRICT;
INSERT INTO "support_requests" VALUES(1,2,'documents','Сертификаты',NULL,2,'open',1,1796075118688,1796075118688,1796075118688,NULL,0);
CREATE TABLE synonyms (
    id INTEGER PRIMARY KEY AUTOINCREMENT, word TEXT NOT NULL, other TEXT NOT NULL, mutual INTEGER NOT NULL CHECK (mutual IN (0, 1)), at INTEGER NOT NULL,
    person_id INTEGER REFERENCES people (id), UNIQUE (word, other), CHECK (word <> other)
) STRICT;
INSERT INTO "synonyms" VALUES(1,'гайка','болт',1,1796075162937,4);
CREATE TABLE term_change_items (
    change_id INTEGER NOT NULL REFERENCES term_changes (id), part INTEGER NOT NULL, items TEXT NOT NULL, PRIMARY KEY (change_id, part)
) STRICT;
INSERT INTO "term_change_items" VALUES(1,0,'[[{"external_id":"portal-1","name":"Портальный","legal_entity":null,"currency":"RUB","vat_included":false,"net":false,"cost":false,"from":null,"to":null},null]]');
CREATE TABLE term_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, subject TEXT NOT NULL, title TEXT NOT NULL, title_folded TEXT NOT NULL, reason TEXT NOT NULL,
    client_id INTEGER REFERENCES clients (id), item_count INTEGER NOT NULL, status TEXT NOT NULL DEFAULT 'waiting'
        CHECK (status IN ('waiting', 'approved', 'refused', 'withdrawn')),
    proposed_by TEXT NOT NULL, proposed_by_name TEXT NOT NULL, proposed_at INTEGER NOT NULL,
    decided_by TEXT, decided_by_name TEXT, decided_at INTEGER, note TEXT,
    CHECK (CASE status
        WHEN 'waiting' THEN decided_by IS NULL
        WHEN 'withdrawn' THEN decided_by IS NOT NULL AND decided_by = proposed_by
        ELSE decided_by IS NOT NULL AND decided_by <> proposed_by END)
) STRICT;
INSERT INTO "term_changes" VALUES(1,'price-lists','portal-1','Портальный','портальный','Проба',NULL,1,'waiting','person:4','Admin',1796075119048,NULL,NULL,NULL,NULL);
CREATE TABLE uploads (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('prices', 'records')),
    content BLOB, mapping TEXT, checked_at INTEGER, begun_at INTEGER, taken_at INTEGER, failure TEXT, report TEXT
) STRICT;
CREATE TABLE warehouses (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, code TEXT, name TEXT NOT NULL, address TEXT,
    legal_entity_id INTEGER REFERENCES legal_entities (id), stock_basis TEXT NOT NULL CHECK (stock_basis IN ('on_hand', 'free')),
    time_zone TEXT NOT NULL, priority INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "warehouses" VALUES(1,'WA','WA','Склад WA',NULL,1,'on_hand','Europe/Moscow',1,1796075115096);
INSERT INTO "warehouses" VALUES(2,'WB','WB','Склад WB',NULL,1,'on_hand','Europe/Moscow',2,1796075115096);
INSERT INTO "warehouses" VALUES(3,'W9','W9','Склад 9','Москва',2,'on_hand','Europe/Moscow',9,1796075115119);
CREATE INDEX journal_by_tx ON journal (tx, id);
CREATE INDEX journal_by_client ON journal (client_id, id);
CREATE INDEX clients_by_name ON clients (name_folded, id);
CREATE INDEX memberships_by_client ON memberships (client_id, person_id);
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX receipts_by_product ON receipts (product_id, expected, id);
CREATE INDEX orders_by_export ON orders (id) WHERE version > exported_version;
CREATE INDEX shipment_lines_by_shipment ON shipment_lines (shipment_id);
CREATE INDEX shipment_lines_by_line ON shipment_lines (order_line_id);
CREATE INDEX shipment_lines_by_stock ON shipment_lines (stock_id);
CREATE INDEX order_history_by_order ON order_history (order_id, id);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE state = 'waiting' AND locked_until IS NULL;
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_dead ON jobs (id) WHERE state = 'dead';
CREATE INDEX jobs_ended ON jobs (ended_at) WHERE state = 'done';
CREATE TRIGGER ledger_entries_no_delete BEFORE delete ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger_entries is append-only'); END;
CREATE INDEX ledger_entries_by_contract ON ledger_entries (contract_id, date_day, id);
CREATE INDEX ledger_entries_by_order ON ledger_entries (order_ref, contract_id) WHERE order_ref IS NOT NULL;
CREATE INDEX contract_accounts_by_account ON contract_accounts (credit_account_id);
CREATE INDEX contract_accounts_by_state ON contract_accounts (contract_id) WHERE state <> 'ok';
CREATE INDEX open_items_by_contract ON open_items (contract_id, due_day, amount);
CREATE INDEX ledger_issues_by_contract ON ledger_issues (contract_id, entry_id);
CREATE INDEX manual_blocks_by_contract ON manual_blocks (contract_id, id);
CREATE INDEX credit_overrides_by_contract ON credit_overrides (contract_id, id);
CREATE INDEX credit_overrides_waiting ON credit_overrides (id) WHERE status = 'requested';
CREATE INDEX seller_orders_by_contract ON seller_orders (contract_id, order_id);
CREATE INDEX seller_orders_held ON seller_orders (id) WHERE hold_reason IS NOT NULL;
CREATE INDEX seller_orders_on_credit ON seller_orders (contract_id) WHERE credit_taken > 0;
CREATE INDEX shipments_by_part ON shipments (seller_order_id);
CREATE INDEX shipment_lines_promised ON shipment_lines (stock_id) WHERE stock_id IS NOT NULL AND counted = 0;
CREATE INDEX discounts_by_client ON discounts (client_id) WHERE client_id IS NOT NULL;
CREATE INDEX discounts_by_contract ON discounts (contract_id) WHERE contract_id IS NOT NULL;
CREATE INDEX discounts_by_segment ON discounts (segment_id) WHERE segment_id IS NOT NULL;
CREATE INDEX discounts_for_all ON discounts (id) WHERE client_id IS NULL AND contract_id IS NULL AND segment_id IS NULL;
CREATE INDEX price_agreements_by_status ON price_agreements (status, id);
CREATE INDEX price_agreement_lines_by_product ON price_agreement_lines (product_id);
CREATE INDEX price_agreement_events_by_agreement ON price_agreement_events (agreement_id, id);
CREATE TRIGGER price_agreement_events_no_update BEFORE update ON price_agreement_events
BEGIN SELECT RAISE(ABORT, 'price_agreement_events is append-only'); END;
CREATE TRIGGER price_agreement_events_no_delete BEFORE delete ON price_agreement_events
BEGIN SELECT RAISE(ABORT, 'price_agreement_events is append-only'); END;
CREATE INDEX price_agreement_uses_by_line ON price_agreement_uses (agreed_line_id);
CREATE INDEX account_links_by_person ON account_links (person_id, purpose);
CREATE INDEX sessions_by_age ON sessions (created_at);
CREATE UNIQUE INDEX roles_of_client ON roles (client_id, name_folded) WHERE client_id IS NOT NULL;
CREATE UNIQUE INDEX roles_of_house ON roles (name_folded) WHERE client_id IS NULL;
CREATE INDEX memberships_by_role ON memberships (role_id) WHERE role_id IS NOT NULL;
CREATE INDEX client_managers_by_person ON client_managers (person_id, client_id);
CREATE INDEX clients_by_manager ON clients (manager, id);
CREATE INDEX substitutes_by_substitute ON substitutes (substitute_id, to_day);
CREATE INDEX substitutes_by_person ON substitutes (person_id, to_day);
CREATE INDEX journal_by_actor ON journal (actor, id);
CREATE INDEX registrations_by_state ON registrations (state, id);
CREATE UNIQUE INDEX registrations_open ON registrations (inn, email) WHERE state = 'new';
CREATE INDEX consents_by_person ON consents (person_id, purpose);
CREATE INDEX contract_portal_lists_by_list ON contract_portal_lists (price_list_id);
CREATE INDEX term_changes_by_status ON term_changes (status, id);
CREATE INDEX term_changes_by_subject ON term_changes (kind, subject);
CREATE TRIGGER term_change_items_no_update BEFORE update ON term_change_items
BEGIN SELECT RAISE(ABORT, 'term_change_items is append-only'); END;
CREATE TRIGGER term_change_items_no_delete BEFORE delete ON term_change_items
BEGIN SELECT RAISE(ABORT, 'term_change_items is append-only'); END;
CREATE INDEX prices_by_list ON prices (price_list_id, id);
CREATE UNIQUE INDEX price_file_links_of_client ON price_file_links (client_id, id);
CREATE INDEX price_file_schedules_due ON price_file_schedules (next_due, link_id);
CREATE INDEX price_file_recipients_by_person ON price_file_recipients (person_id, client_id);
CREATE INDEX price_file_letters_by_age ON price_file_letters (created_at);
CREATE INDEX documents_by_client ON documents (client_id, date_day, id);
CREATE INDEX documents_by_contract ON documents (contract_id, date_day, id);
CREATE INDEX documents_by_date ON documents (date_day, id);
CREATE INDEX documents_by_order ON documents (order_ref, id) WHERE order_ref IS NOT NULL;
CREATE INDEX documents_unsigned ON documents (contract_id, date_day) WHERE signature IN ('awaited', 'refused');
CREATE INDEX credit_news_untold ON credit_news (id) WHERE told_at IS NULL;
CREATE INDEX credit_news_by_contract ON credit_news (contract_id, id);
CREATE INDEX orders_in_approval ON orders (client_id, id) WHERE approval = 'waiting';
CREATE INDEX clients_by_assortment ON clients (assortment_id);
CREATE INDEX contracts_by_assortment ON contracts (assortment_id);
CREATE INDEX former_prices_by_product ON former_prices (product_id, price_list_id, id);
CREATE INDEX past_order_lines_by_product ON past_order_lines (client_id, product_id, date_day);
CREATE INDEX order_lines_by_product ON order_lines (client_id, product_id);
CREATE INDEX kept_products_by_client ON kept_products (client_id);
CREATE INDEX saved_searches_by_person ON saved_searches (person_id, client_id, id);
CREATE INDEX saved_searches_by_client ON saved_searches (client_id);
CREATE INDEX support_requests_by_client ON support_requests (client_id, created_at);
CREATE INDEX support_requests_waiting ON support_requests (waiting_since, id) WHERE state = 'open';
CREATE INDEX support_requests_by_age ON support_requests (created_at);
CREATE INDEX support_messages_by_request ON support_messages (request_id, id);
CREATE INDEX support_readers_by_person ON support_readers (person_id, request_id);
CREATE INDEX awaited_products_by_client ON awaited_products (client_id);
CREATE INDEX catalogue_news_by_client ON catalogue_news (client_id);
CREATE INDEX catalogue_news_by_person ON catalogue_news (person_id);
CREATE TRIGGER consent_texts_no_update BEFORE update ON consent_texts
BEGIN SELECT RAISE(ABORT, 'consent_texts is append-only'); END;
CREATE TRIGGER consent_texts_no_delete BEFORE delete ON consent_texts
BEGIN SELECT RAISE(ABORT, 'consent_texts is append-only'); END;
CREATE INDEX consents_by_text ON consents (text_id);
CREATE INDEX client_aliases_by_client ON client_aliases (client_id);
CREATE INDEX client_entity_aliases_by_entity ON client_entity_aliases (client_entity_id);
CREATE UNIQUE INDEX client_merges_waiting ON client_merges (staying_id, leaving_id) WHERE status = 'waiting';
CREATE INDEX client_merges_by_staying ON client_merges (staying_id);
CREATE INDEX client_entities_by_inn ON client_entities (inn) WHERE inn IS NOT NULL;
CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE OF id, external_id, contract_id, kind, number, date_day, due_day, amount, currency, order_ref, shipment_ref, allocated, note, as_of, updated_at ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger_entries is append-only'); END;
CREATE TRIGGER rights_version_people_insert AFTER INSERT ON people
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_people_update AFTER UPDATE OF name, staff_role, role_id, totp_since, blocked ON people
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_people_delete AFTER DELETE ON people
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_memberships_insert AFTER INSERT ON memberships
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_memberships_update AFTER UPDATE ON memberships
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_memberships_delete AFTER DELETE ON memberships
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_roles_insert AFTER INSERT ON roles
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_roles_update AFTER UPDATE ON roles
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_roles_delete AFTER DELETE ON roles
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_clients_insert AFTER INSERT ON clients
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_clients_update AFTER UPDATE OF external_id, name, segment_id, manager ON clients
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_clients_delete AFTER DELETE ON clients
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_substitutes_insert AFTER INSERT ON substitutes
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_substitutes_update AFTER UPDATE ON substitutes
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_substitutes_delete AFTER DELETE ON substitutes
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_client_managers_insert AFTER INSERT ON client_managers
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_client_managers_update AFTER UPDATE ON client_managers
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_client_managers_delete AFTER DELETE ON client_managers
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_settings_insert AFTER INSERT ON settings
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_settings_update AFTER UPDATE ON settings
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_settings_delete AFTER DELETE ON settings
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_consents_insert AFTER INSERT ON consents
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_consents_update AFTER UPDATE ON consents
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_consents_delete AFTER DELETE ON consents
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_consent_texts_insert AFTER INSERT ON consent_texts
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_consent_texts_update AFTER UPDATE ON consent_texts
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_consent_texts_delete AFTER DELETE ON consent_texts
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_consent_withdrawals_insert AFTER INSERT ON consent_withdrawals
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_consent_withdrawals_update AFTER UPDATE ON consent_withdrawals
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_consent_withdrawals_delete AFTER DELETE ON consent_withdrawals
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_contracts_insert AFTER INSERT ON contracts
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_contracts_update AFTER UPDATE ON contracts
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_contracts_delete AFTER DELETE ON contracts
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_contract_price_lists_insert AFTER INSERT ON contract_price_lists
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_contract_price_lists_update AFTER UPDATE ON contract_price_lists
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_contract_price_lists_delete AFTER DELETE ON contract_price_lists
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_contract_portal_lists_insert AFTER INSERT ON contract_portal_lists
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_contract_portal_lists_update AFTER UPDATE ON contract_portal_lists
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_contract_portal_lists_delete AFTER DELETE ON contract_portal_lists
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_credit_accounts_insert AFTER INSERT ON credit_accounts
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_credit_accounts_update AFTER UPDATE OF contract_id ON credit_accounts
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_credit_accounts_delete AFTER DELETE ON credit_accounts
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_legal_entities_insert AFTER INSERT ON legal_entities
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_legal_entities_update AFTER UPDATE ON legal_entities
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_legal_entities_delete AFTER DELETE ON legal_entities
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_segments_insert AFTER INSERT ON segments
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_segments_update AFTER UPDATE ON segments
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_segments_delete AFTER DELETE ON segments
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_access_keys_insert AFTER INSERT ON access_keys
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_access_keys_update AFTER UPDATE OF name, client_id, contract_id, revoked_at ON access_keys
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_access_keys_delete AFTER DELETE ON access_keys
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE INDEX suppliers_by_name ON suppliers (name_folded, id);
CREATE INDEX people_by_supplier ON people (supplier_id, id) WHERE supplier_id IS NOT NULL;
CREATE TRIGGER rights_version_suppliers_insert AFTER INSERT ON suppliers
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_suppliers_delete AFTER DELETE ON suppliers
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_suppliers_update AFTER UPDATE OF external_id, name, blocked ON suppliers
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_people_of_suppliers_update AFTER UPDATE OF supplier_id, supplier_role ON people
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE INDEX supplier_brands_by_brand ON supplier_brands (brand_id, supplier_id);
CREATE INDEX supplier_products_by_product ON supplier_products (product_id, supplier_id);
CREATE INDEX supplier_offers_by_product ON supplier_offers (product_id, supplier_id);
CREATE INDEX supplier_offers_by_article ON supplier_offers (supplier_id, article);
CREATE INDEX supply_lines_by_supplier ON supply_lines (supplier_id, id);
CREATE UNIQUE INDEX supply_lines_open ON supply_lines (order_line_id, warehouse_id) WHERE ended IS NULL;
CREATE INDEX supply_lines_by_client ON supply_lines (client_id);
CREATE INDEX shipment_lines_uncovered ON shipment_lines (order_line_id) WHERE stock_id IS NULL;
CREATE INDEX passkeys_by_person ON passkeys (person_id, id);
CREATE TRIGGER rights_version_passkeys_insert AFTER INSERT ON passkeys
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_passkeys_update AFTER UPDATE OF person_id ON passkeys
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE TRIGGER rights_version_passkeys_delete AFTER DELETE ON passkeys
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE INDEX passkey_challenges_by_end ON passkey_challenges (expires_at);
CREATE INDEX quote_lines_by_product ON quote_lines (product_id);
CREATE INDEX quote_suppliers_by_supplier ON quote_suppliers (supplier_id, request_id);
CREATE INDEX quotes_by_request ON quotes (request_id, supplier_id);
CREATE UNIQUE INDEX quotes_chosen ON quotes (line_id) WHERE chosen = 1;
CREATE INDEX clients_blocked ON clients (id) WHERE blocked_at IS NOT NULL;
CREATE TRIGGER rights_version_clients_blocked_update AFTER UPDATE OF blocked_at, block_reason ON clients
BEGIN UPDATE rights_version SET version = version + 1; END;
CREATE INDEX people_by_name ON people (name, id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('assortments',1);
INSERT INTO "sqlite_sequence" VALUES('former_prices',0);
INSERT INTO "sqlite_sequence" VALUES('product_certificates',0);
INSERT INTO "sqlite_sequence" VALUES('jobs',31);
INSERT INTO "sqlite_sequence" VALUES('access_keys',4);
INSERT INTO "sqlite_sequence" VALUES('journal',153);
INSERT INTO "sqlite_sequence" VALUES('legal_entities',2);
INSERT INTO "sqlite_sequence" VALUES('warehouses',3);
INSERT INTO "sqlite_sequence" VALUES('categories',3);
INSERT INTO "sqlite_sequence" VALUES('brands',2);
INSERT INTO "sqlite_sequence" VALUES('price_lists',2);
INSERT INTO "sqlite_sequence" VALUES('parameters',1);
INSERT INTO "sqlite_sequence" VALUES('products',5);
INSERT INTO "sqlite_sequence" VALUES('prices',5);
INSERT INTO "sqlite_sequence" VALUES('clients',9);
INSERT INTO "sqlite_sequence" VALUES('client_entities',9);
INSERT INTO "sqlite_sequence" VALUES('contracts',7);
INSERT INTO "sqlite_sequence" VALUES('credit_accounts',7);
INSERT INTO "sqlite_sequence" VALUES('sites',7);
INSERT INTO "sqlite_sequence" VALUES('stock',6);
INSERT INTO "sqlite_sequence" VALUES('receipts',1);
INSERT INTO "sqlite_sequence" VALUES('past_orders',1);
INSERT INTO "sqlite_sequence" VALUES('suppliers',3);
INSERT INTO "sqlite_sequence" VALUES('segments',1);
INSERT INTO "sqlite_sequence" VALUES('discounts',1);
INSERT INTO "sqlite_sequence" VALUES('price_floors',1);
INSERT INTO "sqlite_sequence" VALUES('currency_rates',1);
INSERT INTO "sqlite_sequence" VALUES('price_agreements',2);
INSERT INTO "sqlite_sequence" VALUES('price_agreement_lines',2);
INSERT INTO "sqlite_sequence" VALUES('ledger_entries',3);
INSERT INTO "sqlite_sequence" VALUES('documents',1);
INSERT INTO "sqlite_sequence" VALUES('product_relations',1);
INSERT INTO "sqlite_sequence" VALUES('client_articles',1);
INSERT INTO "sqlite_sequence" VALUES('people',13);
INSERT INTO "sqlite_sequence" VALUES('credit_rules',1);
INSERT INTO "sqlite_sequence" VALUES('orders',4);
INSERT INTO "sqlite_sequence" VALUES('seller_orders',4);
INSERT INTO "sqlite_sequence" VALUES('order_lines',5);
INSERT INTO "sqlite_sequence" VALUES('shipments',4);
INSERT INTO "sqlite_sequence" VALUES('shipment_lines',5);
INSERT INTO "sqlite_sequence" VALUES('order_history',6);
INSERT INTO "sqlite_sequence" VALUES('price_agreement_uses',1);
INSERT INTO "sqlite_sequence" VALUES('carts',1);
INSERT INTO "sqlite_sequence" VALUES('cart_lines',1);
INSERT INTO "sqlite_sequence" VALUES('saved_searches',1);
INSERT INTO "sqlite_sequence" VALUES('support_requests',1);
INSERT INTO "sqlite_sequence" VALUES('support_messages',1);
INSERT INTO "sqlite_sequence" VALUES('price_file_links',1);
INSERT INTO "sqlite_sequence" VALUES('price_agreement_events',1);
INSERT INTO "sqlite_sequence" VALUES('departments',1);
INSERT INTO "sqlite_sequence" VALUES('roles',1);
INSERT INTO "sqlite_sequence" VALUES('registrations',3);
INSERT INTO "sqlite_sequence" VALUES('consent_texts',1);
INSERT INTO "sqlite_sequence" VALUES('consents',4);
INSERT INTO "sqlite_sequence" VALUES('manual_blocks',1);
INSERT INTO "sqlite_sequence" VALUES('credit_news',1);
INSERT INTO "sqlite_sequence" VALUES('substitutes',1);
INSERT INTO "sqlite_sequence" VALUES('term_changes',1);
INSERT INTO "sqlite_sequence" VALUES('supplier_offers',1);
INSERT INTO "sqlite_sequence" VALUES('quote_requests',1);
INSERT INTO "sqlite_sequence" VALUES('quote_lines',2);
INSERT INTO "sqlite_sequence" VALUES('supply_lines',1);
INSERT INTO "sqlite_sequence" VALUES('client_merges',2);
INSERT INTO "sqlite_sequence" VALUES('synonyms',1);
INSERT INTO "sqlite_sequence" VALUES('passkeys',1);
INSERT INTO "sqlite_sequence" VALUES('exchange_pictures',1);
COMMIT;
