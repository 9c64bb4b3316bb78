BEGIN TRANSACTION;
CREATE TABLE access_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, public_id TEXT NOT NULL UNIQUE, secret_hash TEXT NOT NULL, client_id INTEGER REFERENCES clients (id),
    contract_id INTEGER, scopes TEXT NOT NULL, sandbox INTEGER NOT NULL, created_at INTEGER NOT NULL, revoked_at INTEGER,
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id)
) STRICT;
INSERT INTO "access_keys" VALUES(1,'check erp','kc_LPvyXxRYgzMqknVYrppgPTxRPFhnt-JNWs8xyAVuKEw','8e4ba28330bb272a8b2b7d4f2dcf13a90af08f8022bcdbf4f86123f7b464ec5f',NULL,NULL,'erp:read erp:write',0,1796032875689,NULL);
INSERT INTO "access_keys" VALUES(2,'check C1','kc_45A9JV_teuWOSpsx7CN6FkZj9vYpsFACU_XuaCtgG4s','e7abed53d99bf77b36e8604f30d074c155d94bd023423a47ff4e8be80748325f',2,NULL,'catalog prices stock orders:read orders:write account documents webhooks',0,1796032876397,NULL);
INSERT INTO "access_keys" VALUES(3,'check C2','kc_HjOt4darEFNrrDDAJiDmJD86otStagNGi_HDRp6szmg','8faf52f11d66604fff02cf6715c14d18279e069fc9c3d794942575ed244d65dd',3,NULL,'catalog prices stock orders:read orders:write account documents webhooks',0,1796032876461,NULL);
CREATE TABLE access_tokens (
    token_hash TEXT PRIMARY KEY, key_id INTEGER NOT NULL REFERENCES access_keys (id), scopes TEXT NOT NULL, expires_at INTEGER
) STRICT;
INSERT INTO "access_tokens" VALUES('1402dcbc3aeab66aea51d2325a69ba3163e3a9dfbd2c84a152188f02b0c63bd1',1,'erp:read erp:write',NULL);
INSERT INTO "access_tokens" VALUES('959bd3e3c3e55a109a553acd3135b5d7eb5c24a198c7332488171cf89e773cd2',2,'catalog prices stock orders:read orders:write account documents webhooks',NULL);
INSERT INTO "access_tokens" VALUES('06ffd19223a8b0bc573225306291e79970a6f5eaa88d171347e5cb60f26a6311',3,'catalog prices stock orders:read orders:write account documents webhooks',NULL);
CREATE TABLE account_links (
    token_hash TEXT PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES people (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'password_reset')),
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
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
INSERT INTO "assortments" VALUES(1,'A1','visible','[{"allow":false,"scope":"product","target":"P9"}]',0,1796032875784);
CREATE TABLE awaited_products (
    person_id INTEGER NOT NULL REFERENCES people (id), client_id INTEGER NOT NULL REFERENCES clients (id),
    product_id INTEGER NOT NULL REFERENCES products (id), at INTEGER NOT NULL, PRIMARY KEY (person_id, client_id, product_id)
) STRICT;
INSERT INTO "awaited_products" VALUES(1,2,4,1796032876478);
CREATE TABLE brands (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, parent_id INTEGER REFERENCES brands (id), name TEXT NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "brands" VALUES(1,'B',NULL,'Уралкрепёж',1796032875703);
INSERT INTO "brands" VALUES(2,'B9',NULL,'Севкабель',1796032875713);
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
INSERT INTO "categories" VALUES(1,'K',NULL,'Крепёж',1796032875701);
INSERT INTO "categories" VALUES(2,'K2',1,'Болты',1796032875701);
INSERT INTO "categories" VALUES(3,'K9',NULL,'Кабель',1796032875712);
CREATE TABLE client_articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER NOT NULL REFERENCES clients (id), code TEXT NOT NULL,
    product_id INTEGER NOT NULL REFERENCES products (id), unit TEXT, ratio INTEGER NOT NULL CHECK (ratio > 0), updated_at INTEGER NOT NULL,
    UNIQUE (client_id, code)
) STRICT;
INSERT INTO "client_articles" VALUES(1,2,'НАШ-77',2,NULL,3000,1796032875790);
CREATE TABLE client_entities (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, client_id INTEGER NOT NULL REFERENCES clients (id), name TEXT NOT NULL,
    inn TEXT, kpp TEXT, ogrn TEXT, address TEXT, bank TEXT, updated_at INTEGER NOT NULL,
    UNIQUE (client_id, id)
) STRICT;
INSERT INTO "client_entities" VALUES(1,'E9',1,'ООО «Монтаж»','7700000190','770301001',NULL,'Москва',NULL,1796032875725);
INSERT INTO "client_entities" VALUES(2,'C1-E',2,'ООО «Покупатель-1»','7700010014','770201001',NULL,'101000, Москва, Мясницкая улица, 1',NULL,1796032875738);
INSERT INTO "client_entities" VALUES(3,'C2-E',3,'ООО «Покупатель-2»','7700010021','770201001',NULL,'101000, Москва, Мясницкая улица, 1',NULL,1796032875745);
INSERT INTO "client_entities" VALUES(4,'portal-1',4,'ООО «newcomer»','7707083893',NULL,NULL,NULL,NULL,1796032876509);
INSERT INTO "client_entities" VALUES(5,'portal-2',5,'ООО «erased»','7702070139',NULL,NULL,NULL,NULL,1796032876511);
CREATE TABLE client_managers (
    client_id INTEGER NOT NULL REFERENCES clients (id), person_id INTEGER NOT NULL REFERENCES people (id),
    PRIMARY KEY (client_id, person_id)
) STRICT;
INSERT INTO "client_managers" VALUES(3,5);
CREATE TABLE clients (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, name_folded TEXT NOT NULL,
    segment_id INTEGER REFERENCES segments (id), manager TEXT, assortment TEXT, updated_at INTEGER NOT NULL
, assortment_id INTEGER REFERENCES assortments (id)) STRICT;
INSERT INTO "clients" VALUES(1,'C9','ООО «Монтаж»','ооо «монтаж»',NULL,NULL,NULL,1796032875723,NULL);
INSERT INTO "clients" VALUES(2,'C1','ООО «Покупатель-1»','ооо «покупатель-1»',NULL,'Manager',NULL,1796032876361,NULL);
INSERT INTO "clients" VALUES(3,'C2','ООО «Покупатель-2»','ооо «покупатель-2»',NULL,NULL,NULL,1796032875786,1);
INSERT INTO "clients" VALUES(4,'portal-1','ООО «newcomer»','ооо «newcomer»',NULL,NULL,NULL,1796032876509,NULL);
INSERT INTO "clients" VALUES(5,'portal-2','ООО «erased»','ооо «erased»',NULL,NULL,NULL,1796032876511,NULL);
CREATE TABLE closed_periods (
    legal_entity_id INTEGER PRIMARY KEY REFERENCES legal_entities (id), closed_to INTEGER NOT NULL, closed_at INTEGER NOT NULL
) STRICT;
INSERT INTO "closed_periods" VALUES(1,20727,1796032876521);
CREATE TABLE consents (
    id INTEGER PRIMARY KEY AUTOINCREMENT, person_id INTEGER REFERENCES people (id), registration_id INTEGER REFERENCES registrations (id), purpose TEXT NOT NULL,
    text_hash TEXT NOT NULL, given_at INTEGER NOT NULL, withdrawn_at INTEGER, place TEXT NOT NULL, agent TEXT NOT NULL,
    CHECK (person_id IS NOT NULL OR registration_id IS NOT NULL)
) STRICT;
INSERT INTO "consents" VALUES(1,9,1,'personal_data','f8776319831746bafaeed2331df31031d53b28ca82cfbde26cfe50eac0461831',1796032876502,NULL,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "consents" VALUES(2,10,2,'personal_data','f8776319831746bafaeed2331df31031d53b28ca82cfbde26cfe50eac0461831',1796032876503,1796032876515,'','');
INSERT INTO "consents" VALUES(3,NULL,3,'personal_data','f8776319831746bafaeed2331df31031d53b28ca82cfbde26cfe50eac0461831',1796032876505,NULL,'127.0.0.1','python-requests/2.34.2');
CREATE TABLE contract_accounts (
    contract_id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL, credit_account_id INTEGER, currency TEXT NOT NULL,
    balance INTEGER NOT NULL, debt INTEGER NOT NULL CHECK (debt >= 0), advance INTEGER NOT NULL CHECK (advance >= 0),
    prepayment_held INTEGER NOT NULL CHECK (prepayment_held >= 0), as_of INTEGER,
    state TEXT NOT NULL DEFAULT 'ok', state_since INTEGER,
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id),
    FOREIGN KEY (client_id, credit_account_id) REFERENCES credit_accounts (client_id, id)
) STRICT;
INSERT INTO "contract_accounts" VALUES(2,2,2,'RUB',99950,99950,0,0,1796032875780,'ok',1796032876405);
INSERT INTO "contract_accounts" VALUES(3,3,NULL,'RUB',0,0,0,0,NULL,'hold_shipment',1796032876518);
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
INSERT INTO "contracts" VALUES(1,'D9',1,1,2,'Д-9',NULL,20454,376199,'RUB','included',NULL,100000,14,'calendar','active',1796032875726,NULL,NULL,'erp',NULL);
INSERT INTO "contracts" VALUES(2,'C1-D',2,2,1,'Д-1',NULL,20454,376199,'RUB','included',NULL,5000000,14,'calendar','active',1796032875740,NULL,NULL,'erp',NULL);
INSERT INTO "contracts" VALUES(3,'C2-D',3,3,1,'Д-2',NULL,20454,376199,'RUB','included',NULL,10000000000,14,'calendar','active',1796032875746,NULL,NULL,'erp',NULL);
CREATE TABLE credit_accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT UNIQUE, client_id INTEGER NOT NULL REFERENCES clients (id),
    currency TEXT NOT NULL, credit_limit INTEGER, policy TEXT NOT NULL CHECK (policy IN ('hold', 'prepay', 'refuse')),
    in_orders INTEGER NOT NULL DEFAULT 0 CHECK (in_orders >= 0), ledger_balance INTEGER NOT NULL DEFAULT 0,
    contract_id INTEGER UNIQUE, updated_at INTEGER NOT NULL, in_approval INTEGER NOT NULL DEFAULT 0 CHECK (in_approval >= 0), prepayment_held INTEGER NOT NULL DEFAULT 0 CHECK (prepayment_held >= 0),
    UNIQUE (client_id, id)
) STRICT;
INSERT INTO "credit_accounts" VALUES(1,NULL,1,'RUB',100000,'hold',0,0,1,1796032875726,0,0);
INSERT INTO "credit_accounts" VALUES(2,NULL,2,'RUB',5000000,'hold',109000,99950,2,1796032875740,0,0);
INSERT INTO "credit_accounts" VALUES(3,NULL,3,'RUB',10000000000,'hold',19000,0,3,1796032875746,0,0);
CREATE TABLE credit_news (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER NOT NULL, contract_id INTEGER NOT NULL, order_id INTEGER,
    event TEXT NOT NULL, state TEXT, at INTEGER NOT NULL, told_at INTEGER,
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id),
    FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id)
) STRICT;
INSERT INTO "credit_news" VALUES(1,3,3,NULL,'restricted','hold_shipment',1796032876518,NULL);
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
INSERT INTO "currency_rates" VALUES(1,'EUR',20454,1,95123400,1796032875771,'erp');
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
INSERT INTO "discounts" VALUES(1,'N1',NULL,3,NULL,NULL,NULL,NULL,NULL,50000,NULL,NULL,'RUB',1,0,NULL,100,'best',-25567,376199,1796032875767,'erp');
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, client_id INTEGER NOT NULL, contract_id INTEGER NOT NULL, order_ref TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'upd', 'torg12', 'reconciliation', 'correction', 'return_act', 'specification', 'offer', 'certificate', 'other')),
    number TEXT, date_day INTEGER NOT NULL, amount INTEGER, currency TEXT, file TEXT,
    signature TEXT NOT NULL CHECK (signature IN ('not_needed', 'awaited', 'signed', 'refused')), signed_day INTEGER, updated_at INTEGER NOT NULL,
    CHECK (signed_day IS NULL OR signature = 'signed'),
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id)
) STRICT;
INSERT INTO "documents" VALUES(1,'C1-U',2,2,NULL,'upd','УПД-1',20784,12000,NULL,NULL,'awaited',NULL,1796032875782);
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
INSERT INTO "idempotency_keys" VALUES('person:6','1C23D949-113C-4A98-8F8E-496463A12976','379b41bcae39770c944c24725cae5fe410b9ba07c5f51d5efd5d3421352ce9d0',303,'',1796032876405);
INSERT INTO "idempotency_keys" VALUES('client 2','86acf523-1bdf-4c79-9909-c1eed8c077ae','8dcf1263071b0541e4dc5221803636e63b51c04b0b90478627c4ad0bdf6ecf86',201,'{"number":"K000001","reference":"Сохранённый заказ","status":"placed","placed_at":"2026-11-30T10:01:16Z","placed_by":"check C1","note":null,"site":null,"requested_date":null,"delivery":null,"lines":[{"position":0,"article":"SKU-00003","name":"Болт М8×4 оцинкованный","unit":"796","quantity":"10","unit_price":"100.0000","list_price":"100.0000","discount":"0","price_basis":"1","vat_rate":"22","vat_amount":"180.33","line_total":"1000.00","contract":"C1-D","note":null,"cost_centre":null,"confirmed_quantity":null},{"position":1,"article":"SKU-00005","name":"Болт М8×6 оцинкованный","unit":"796","quantity":"3","unit_price":"30.0000","list_price":"30.0000","discount":"0","price_basis":"1","vat_rate":"22","vat_amount":"16.23","line_total":"90.00","contract":"C1-D","note":null,"cost_centre":null,"confirmed_quantity":null}],"shipments":[{"number":"K000001-1","contract":"C1-D","warehouse":"WA","status":"reserved","site":null,"planned_date":null,"actual_date":null,"tracking":null,"lines":[{"position":0,"quantity":"10","backorder":false},{"position":1,"quantity":"3","backorder":false}]}],"totals":[{"contract":"C1-D","currency":"RUB","total":"1090.00","vat":"196.56","net":"893.44","hold_reason":null}],"hold_reasons":[],"approval":"not_needed","payment":"unpaid","payment_terms":"credit","documents":[],"history":[{"at":"2026-11-30T10:01:16Z","status":"placed","by":"check C1"}]}',1796032876409);
INSERT INTO "idempotency_keys" VALUES('client 2','aa2ef786-1c42-422a-930f-dba62785e5ce','f7d0b7854a43b4ececf4825670e124df895de892957813f1eecd3e7be5fa9c82',201,'{"number":"K000002","reference":"Заявка 1","status":"placed","placed_at":"2026-11-30T10:01:16Z","placed_by":"check C1","note":null,"site":null,"requested_date":null,"delivery":null,"lines":[{"position":0,"article":"SKU-00003","name":"Болт М8×4 оцинкованный","unit":"796","quantity":"1","unit_price":"100.0000","list_price":"100.0000","discount":"0","price_basis":"1","vat_rate":"22","vat_amount":"18.03","line_total":"100.00","contract":"C1-D","note":null,"cost_centre":null,"confirmed_quantity":null}],"shipments":[{"number":"K000002-1","contract":"C1-D","warehouse":"WA","status":"reserved","site":null,"planned_date":null,"actual_date":null,"tracking":null,"lines":[{"position":0,"quantity":"1","backorder":false}]}],"totals":[{"contract":"C1-D","currency":"RUB","total":"100.00","vat":"18.03","net":"81.97","hold_reason":null}],"hold_reasons":[],"approval":"not_needed","payment":"unpaid","payment_terms":"credit","documents":[],"history":[{"at":"2026-11-30T10:01:16Z","status":"placed","by":"check C1"}]}',1796032876420);
INSERT INTO "idempotency_keys" VALUES('client 3','09991084-d636-494d-bbbd-a1dfb39864bb','14e86505179e556a94e6512df2451b44fd52231d33f8c1488ddb6cc4c8db5f55',201,'{"number":"K000003","reference":"Заявка 1","status":"placed","placed_at":"2026-11-30T10:01:16Z","placed_by":"check C2","note":null,"site":null,"requested_date":null,"delivery":null,"lines":[{"position":0,"article":"SKU-00003","name":"Болт М8×4 оцинкованный","unit":"796","quantity":"2","unit_price":"95.0000","list_price":"100.0000","discount":"5","price_basis":"1","vat_rate":"22","vat_amount":"34.26","line_total":"190.00","contract":"C2-D","note":null,"cost_centre":null,"confirmed_quantity":null}],"shipments":[{"number":"K000003-1","contract":"C2-D","warehouse":"WA","status":"reserved","site":null,"planned_date":null,"actual_date":null,"tracking":null,"lines":[{"position":0,"quantity":"2","backorder":false}]}],"totals":[{"contract":"C2-D","currency":"RUB","total":"190.00","vat":"34.26","net":"155.74","hold_reason":null}],"hold_reasons":[],"approval":"not_needed","payment":"unpaid","payment_terms":"credit","documents":[],"history":[{"at":"2026-11-30T10:01:16Z","status":"placed","by":"check C2"}]}',1796032876467);
INSERT INTO "idempotency_keys" VALUES('person:6','DEC214A8-9E9B-4246-A90D-DCF9AFF98273','afd54012fbf216abd2416570137fd0a4a3ffcd44bb93efb260f3f4fd5d319c02',303,'',1796032876518);
CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, source TEXT NOT NULL, report TEXT NOT NULL
) STRICT;
CREATE TABLE job_schedules (
    kind TEXT NOT NULL PRIMARY KEY,
    period INTEGER NOT NULL
) STRICT;
INSERT INTO "job_schedules" VALUES('jobs.forget',498898);
INSERT INTO "job_schedules" VALUES('idempotency.purge',498898);
INSERT INTO "job_schedules" VALUES('accounts.forget_links',498898);
INSERT INTO "job_schedules" VALUES('database.optimize',20787);
INSERT INTO "job_schedules" VALUES('credit.review',5986776);
INSERT INTO "job_schedules" VALUES('credit.return_stock',5986776);
INSERT INTO "job_schedules" VALUES('credit.tell',59867762);
INSERT INTO "job_schedules" VALUES('agreements.expire',498898);
INSERT INTO "job_schedules" VALUES('approvals.expire',5986776);
INSERT INTO "job_schedules" VALUES('price_files.due',29933881);
INSERT INTO "job_schedules" VALUES('catalogue.news',29933881);
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
INSERT INTO "jobs" VALUES(1,'jobs.forget','null',1796032875603,1,12,NULL,NULL,'done','schedule:jobs.forget',1796032875603,1796032875608);
INSERT INTO "jobs" VALUES(2,'idempotency.purge','null',1796032875603,1,12,NULL,NULL,'done','schedule:idempotency.purge',1796032875603,1796032875608);
INSERT INTO "jobs" VALUES(3,'accounts.forget_links','null',1796032875603,1,12,NULL,NULL,'done','schedule:accounts.forget_links',1796032875603,1796032875608);
INSERT INTO "jobs" VALUES(4,'database.optimize','null',1796032875603,1,12,NULL,NULL,'done','schedule:database.optimize',1796032875603,1796032875608);
INSERT INTO "jobs" VALUES(5,'credit.review','null',1796032875603,1,12,NULL,NULL,'done','schedule:credit.review',1796032875603,1796032875612);
INSERT INTO "jobs" VALUES(6,'credit.return_stock','null',1796032875603,1,12,NULL,NULL,'done','schedule:credit.return_stock',1796032875603,1796032875612);
INSERT INTO "jobs" VALUES(7,'credit.tell','null',1796032875603,1,12,NULL,NULL,'done','schedule:credit.tell',1796032875603,1796032875612);
INSERT INTO "jobs" VALUES(8,'agreements.expire','null',1796032875603,1,12,NULL,NULL,'done','schedule:agreements.expire',1796032875603,1796032875613);
INSERT INTO "jobs" VALUES(9,'approvals.expire','null',1796032875603,1,12,NULL,NULL,'done','schedule:approvals.expire',1796032875603,1796032875613);
INSERT INTO "jobs" VALUES(10,'price_files.due','null',1796032875603,1,12,NULL,NULL,'done','schedule:price_files.due',1796032875603,1796032875617);
INSERT INTO "jobs" VALUES(11,'catalogue.news','null',1796032875603,1,12,NULL,NULL,'done','schedule:catalogue.news',1796032875603,1796032875621);
INSERT INTO "jobs" VALUES(12,'price_files.collect','null',1796032875603,1,12,NULL,NULL,'done','schedule:price_files.collect',1796032875603,1796032875617);
INSERT INTO "jobs" VALUES(13,'product_files.collect','null',1796032875603,1,12,NULL,NULL,'done','schedule:product_files.collect',1796032875603,1796032875618);
INSERT INTO "jobs" VALUES(14,'mail.send','{"letter":"support","person":5,"email":null,"language":null,"about":"1","news":null}',1796032876482,0,48,NULL,NULL,'waiting','mail:support:5:1',1796032876482,NULL);
INSERT INTO "jobs" VALUES(15,'mail.send','{"letter":"invitation","person":8,"email":null,"language":null,"about":null,"news":null}',1796032876498,0,48,NULL,NULL,'waiting','mail:invitation:8',1796032876498,NULL);
INSERT INTO "jobs" VALUES(16,'mail.send','{"letter":"invitation","person":9,"email":null,"language":null,"about":null,"news":null}',1796032876509,0,48,NULL,NULL,'waiting','mail:invitation:9',1796032876509,NULL);
INSERT INTO "jobs" VALUES(17,'mail.send','{"letter":"invitation","person":10,"email":null,"language":null,"about":null,"news":null}',1796032876511,0,48,NULL,NULL,'waiting','mail:invitation:10',1796032876511,NULL);
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
INSERT INTO "journal" VALUES(1,1796032875689,0,'access-keys','created','[1]',NULL,'command','null');
INSERT INTO "journal" VALUES(2,1796032875696,0,'legal-entities','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(3,1796032875699,0,'warehouses','saved','[1,2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(4,1796032875701,0,'categories','saved','[1,2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(5,1796032875703,0,'brands','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(6,1796032875705,0,'price-lists','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(7,1796032875707,0,'legal-entities','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(8,1796032875710,0,'warehouses','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(9,1796032875712,0,'categories','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(10,1796032875713,0,'brands','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(11,1796032875714,0,'parameters','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(12,1796032875716,0,'products','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(13,1796032875719,0,'price-lists','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(14,1796032875721,0,'prices','saved','[1]',NULL,'key:1','{"within":[2]}');
INSERT INTO "journal" VALUES(15,1796032875723,0,'clients','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(16,1796032875725,0,'client-entities','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(17,1796032875726,0,'contracts','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(18,1796032875730,0,'sites','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(19,1796032875731,0,'stock','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(20,1796032875733,0,'stock','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(21,1796032875735,0,'past-orders','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(22,1796032875737,0,'clients','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(23,1796032875738,0,'client-entities','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(24,1796032875740,0,'contracts','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(25,1796032875742,0,'sites','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(26,1796032875743,0,'clients','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(27,1796032875745,0,'client-entities','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(28,1796032875746,0,'contracts','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(29,1796032875748,0,'sites','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(30,1796032875750,0,'products','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(31,1796032875751,0,'prices','saved','[2]',NULL,'key:1','{"within":[1]}');
INSERT INTO "journal" VALUES(32,1796032875753,0,'stock','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(33,1796032875755,0,'products','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(34,1796032875757,0,'prices','saved','[3]',NULL,'key:1','{"within":[1]}');
INSERT INTO "journal" VALUES(35,1796032875758,0,'stock','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(36,1796032875760,0,'products','saved','[4]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(37,1796032875762,0,'prices','saved','[4]',NULL,'key:1','{"within":[1]}');
INSERT INTO "journal" VALUES(38,1796032875764,0,'stock','saved','[4]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(39,1796032875765,0,'segments','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(40,1796032875767,0,'discounts','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(41,1796032875769,0,'price-floors','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(42,1796032875771,0,'rates','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(43,1796032875772,0,'price-agreements','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(44,1796032875775,0,'credit','state_changed','[2]',2,'system','{"contract":"C1-D","from":"ok","to":"warn","reasons":["overdue_days"]}');
INSERT INTO "journal" VALUES(45,1796032875775,0,'ledger','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(46,1796032875778,0,'ledger','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(47,1796032875780,0,'ledger','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(48,1796032875782,0,'documents','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(49,1796032875784,0,'assortments','saved','[1]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(50,1796032875786,0,'clients','saved','[3]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(51,1796032875788,0,'relations','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(52,1796032875790,0,'client-articles','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(53,1796032875850,0,'people','created','[1]',2,'command','null');
INSERT INTO "journal" VALUES(54,1796032875858,0,'people','signed_in','[1]',NULL,'person:1','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(55,1796032875933,0,'people','created','[2]',2,'command','null');
INSERT INTO "journal" VALUES(56,1796032875940,0,'people','signed_in','[2]',NULL,'person:2','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(57,1796032876011,0,'people','created','[3]',3,'command','null');
INSERT INTO "journal" VALUES(58,1796032876018,0,'people','signed_in','[3]',NULL,'person:3','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(59,1796032876096,0,'people','created','[4]',NULL,'command','null');
INSERT INTO "journal" VALUES(60,1796032876103,0,'people','signed_in','[4]',NULL,'person:4','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(61,1796032876177,0,'people','created','[5]',NULL,'command','null');
INSERT INTO "journal" VALUES(62,1796032876186,0,'people','signed_in','[5]',NULL,'person:5','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(63,1796032876258,0,'people','created','[6]',NULL,'command','null');
INSERT INTO "journal" VALUES(64,1796032876266,0,'people','signed_in','[6]',NULL,'person:6','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(65,1796032876334,0,'people','created','[7]',NULL,'command','null');
INSERT INTO "journal" VALUES(66,1796032876340,0,'people','signed_in','[7]',NULL,'person:7','{"place":"127.0.0.1"}');
INSERT INTO "journal" VALUES(67,1796032876361,0,'clients','saved','[2]',NULL,'key:1','null');
INSERT INTO "journal" VALUES(68,1796032876397,0,'access-keys','created','[2]',2,'command','null');
INSERT INTO "journal" VALUES(69,1796032876405,0,'credit','rules_set','[2]',2,'person:6','null');
INSERT INTO "journal" VALUES(70,1796032876405,0,'credit','state_changed','[2]',2,'person:6','{"contract":"C1-D","from":"warn","to":"ok","reasons":[]}');
INSERT INTO "journal" VALUES(71,1796032876409,0,'price-agreements','used','[1]',2,'key:2','{"order":"K000001"}');
INSERT INTO "journal" VALUES(72,1796032876409,0,'orders','placed','[1]',2,'key:2','null');
INSERT INTO "journal" VALUES(73,1796032876409,0,'stock','reserved','[2,3]',2,'key:2','null');
INSERT INTO "journal" VALUES(74,1796032876417,0,'orders','told','[1]',2,'key:1','{"status":"picking"}');
INSERT INTO "journal" VALUES(75,1796032876420,0,'orders','placed','[2]',2,'key:2','null');
INSERT INTO "journal" VALUES(76,1796032876420,0,'stock','reserved','[2]',2,'key:2','null');
INSERT INTO "journal" VALUES(77,1796032876424,0,'orders','cancelled','[2]',2,'key:2','null');
INSERT INTO "journal" VALUES(78,1796032876424,0,'stock','returned','[2]',2,'key:2','null');
INSERT INTO "journal" VALUES(79,1796032876461,0,'access-keys','created','[3]',3,'command','null');
INSERT INTO "journal" VALUES(80,1796032876467,0,'orders','placed','[3]',3,'key:3','null');
INSERT INTO "journal" VALUES(81,1796032876467,0,'stock','reserved','[2]',3,'key:3','null');
INSERT INTO "journal" VALUES(82,1796032876482,0,'support','asked','[1]',2,'person:1','{"topic":"documents"}');
INSERT INTO "journal" VALUES(83,1796032876485,0,'price-file-links','created','[1]',2,'person:1','{"name":"Для сайта","format":"csv"}');
INSERT INTO "journal" VALUES(84,1796032876491,0,'price-agreements','requested','[2]',2,'person:1','{"revision":1,"note":"Объём"}');
INSERT INTO "journal" VALUES(85,1796032876494,0,'departments','saved','[]',2,'person:2','{"name":"Снабжение"}');
INSERT INTO "journal" VALUES(86,1796032876496,0,'roles','saved','[1]',2,'person:2','{"name":"Только долги","rights":"see_debt"}');
INSERT INTO "journal" VALUES(87,1796032876498,0,'people','invited','[8]',2,'person:2','{"role":"buyer"}');
INSERT INTO "journal" VALUES(88,1796032876502,0,'registrations','created','[1]',NULL,'system','{"inn":"7707083893"}');
INSERT INTO "journal" VALUES(89,1796032876503,0,'registrations','created','[2]',NULL,'system','{"inn":"7702070139"}');
INSERT INTO "journal" VALUES(90,1796032876505,0,'registrations','created','[3]',NULL,'system','{"inn":"7728168971"}');
INSERT INTO "journal" VALUES(91,1796032876509,0,'clients','created','[4]',4,'person:4','null');
INSERT INTO "journal" VALUES(92,1796032876509,0,'people','invited','[9]',4,'person:4','{"role":"administrator"}');
INSERT INTO "journal" VALUES(93,1796032876509,0,'registrations','accepted','[1]',NULL,'person:4','null');
INSERT INTO "journal" VALUES(94,1796032876511,0,'clients','created','[5]',5,'person:4','null');
INSERT INTO "journal" VALUES(95,1796032876511,0,'people','invited','[10]',5,'person:4','{"role":"administrator"}');
INSERT INTO "journal" VALUES(96,1796032876511,0,'registrations','accepted','[2]',NULL,'person:4','null');
INSERT INTO "journal" VALUES(97,1796032876515,0,'people','erased','[10]',NULL,'person:4','null');
INSERT INTO "journal" VALUES(98,1796032876518,0,'credit','blocked','[3]',3,'person:6','{"contract":"C2-D","state":"hold_shipment","reason":"Проверка","until":null}');
INSERT INTO "journal" VALUES(99,1796032876518,0,'credit','state_changed','[3]',3,'person:6','{"contract":"C2-D","from":"ok","to":"hold_shipment","reasons":["manual"]}');
INSERT INTO "journal" VALUES(100,1796032876521,0,'credit','period_closed','[]',NULL,'person:6','{"to":"2026-10-01"}');
INSERT INTO "journal" VALUES(101,1796032876525,0,'people','client_given','[5]',3,'person:4','null');
INSERT INTO "journal" VALUES(102,1796032876528,0,'people','substitute_appointed','[5,7]',NULL,'person:4','{"from":"2026-11-30","to":"2026-12-09"}');
INSERT INTO "journal" VALUES(103,1796032876530,0,'term-changes','proposed','[1]',NULL,'person:4','{"number":"T000001","about":"price-lists","title":"Портальный","items":1,"reason":"Проба"}');
INSERT INTO "journal" VALUES(104,1796032876533,0,'settings','saved','[]',NULL,'person:4','{"house_name":"Сохранённый портал","staff_second_factor":false,"mail_sender":"","credit_mail":false}');
CREATE TABLE kept_products (
    person_id INTEGER NOT NULL REFERENCES people (id), client_id INTEGER NOT NULL REFERENCES clients (id),
    kind TEXT NOT NULL CHECK (kind IN ('favourite', 'compared', 'viewed')), product_id INTEGER NOT NULL REFERENCES products (id), at INTEGER NOT NULL,
    PRIMARY KEY (person_id, client_id, kind, product_id)
) STRICT;
INSERT INTO "kept_products" VALUES(1,2,'favourite',2,1796032876474);
INSERT INTO "kept_products" VALUES(1,2,'compared',2,1796032876476);
CREATE TABLE ledger_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, client_id INTEGER NOT NULL, contract_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('opening', 'invoice', 'shipment', 'payment', 'return', 'correction')), number TEXT,
    date_day INTEGER NOT NULL, due_day INTEGER NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
    order_ref TEXT, shipment_ref TEXT, allocated TEXT, note TEXT, as_of INTEGER, updated_at INTEGER NOT NULL,
    CHECK (amount > 0 OR amount < 0 AND kind IN ('opening', 'correction')), CHECK (due_day >= date_day),
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id)
) STRICT;
INSERT INTO "ledger_entries" VALUES(1,'C1-I1',2,2,'invoice','С-1',20747,20784,60000,'RUB',NULL,NULL,NULL,NULL,NULL,1796032875775);
INSERT INTO "ledger_entries" VALUES(2,'C1-I2',2,2,'invoice','С-2',20747,20797,60000,'RUB',NULL,NULL,NULL,NULL,NULL,1796032875778);
INSERT INTO "ledger_entries" VALUES(3,'C1-P',2,2,'payment','П-1',20786,20786,20050,'RUB',NULL,NULL,NULL,NULL,NULL,1796032875780);
CREATE TABLE ledger_issues (
    entry_id INTEGER NOT NULL REFERENCES ledger_entries (id), code TEXT NOT NULL, contract_id INTEGER NOT NULL REFERENCES contracts (id),
    detail TEXT NOT NULL, PRIMARY KEY (entry_id, code)
) STRICT;
CREATE TABLE legal_entities (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, inn TEXT, kpp TEXT, ogrn TEXT, address TEXT,
    tax_regime TEXT NOT NULL CHECK (tax_regime IN ('general', 'usn5', 'usn7', 'none')), bank TEXT, time_zone TEXT NOT NULL,
    updated_at INTEGER NOT NULL
, rate_day TEXT, rate_markup INTEGER) STRICT;
INSERT INTO "legal_entities" VALUES(1,'S','ООО «Проверка»','7700000016','770101001',NULL,'115114, Москва, Летниковская улица, 10','general',NULL,'Europe/Moscow',1796032875696,NULL,NULL);
INSERT INTO "legal_entities" VALUES(2,'S9','ООО «Девять»','7700000094','770101001','1027700132195','Москва','general','{"bic":"044525225","account":"40702810400000000225","name":"ПАО Сбербанк","correspondent":"30101810400000000225"}','Europe/Moscow',1796032875707,NULL,NULL);
CREATE TABLE manual_blocks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER NOT NULL, contract_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('warn', 'hold_shipment', 'prepay_only', 'blocked')), reason TEXT NOT NULL, until_day INTEGER,
    made_by TEXT NOT NULL, made_by_name TEXT NOT NULL, made_at INTEGER NOT NULL, lifted_by TEXT, lifted_at INTEGER,
    FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id)
) STRICT;
INSERT INTO "manual_blocks" VALUES(1,3,3,'hold_shipment','Проверка',NULL,'person:6','Controller',1796032876518,NULL,NULL);
CREATE TABLE memberships (
    person_id INTEGER NOT NULL REFERENCES people (id), client_id INTEGER NOT NULL REFERENCES clients (id), role TEXT NOT NULL, role_id INTEGER REFERENCES roles (id), department_id INTEGER REFERENCES departments (id), order_limit INTEGER CHECK (order_limit >= 0),
    PRIMARY KEY (person_id, client_id)
) STRICT;
INSERT INTO "memberships" VALUES(1,2,'buyer',NULL,NULL,NULL);
INSERT INTO "memberships" VALUES(2,2,'administrator',NULL,NULL,NULL);
INSERT INTO "memberships" VALUES(3,3,'buyer',NULL,NULL,NULL);
INSERT INTO "memberships" VALUES(8,2,'buyer',NULL,NULL,NULL);
INSERT INTO "memberships" VALUES(9,4,'administrator',NULL,NULL,NULL);
CREATE TABLE open_items (
    entry_id INTEGER PRIMARY KEY REFERENCES ledger_entries (id), contract_id INTEGER NOT NULL REFERENCES contracts (id),
    due_day INTEGER NOT NULL, amount INTEGER NOT NULL CHECK (amount <> 0)
) STRICT;
INSERT INTO "open_items" VALUES(1,2,20784,39950);
INSERT INTO "open_items" VALUES(2,2,20797,60000);
CREATE TABLE order_exports (
    session TEXT NOT NULL, order_id INTEGER NOT NULL REFERENCES orders (id), version INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (session, order_id)
) STRICT;
CREATE TABLE order_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES orders (id), at INTEGER NOT NULL, status TEXT NOT NULL, actor TEXT NOT NULL,
    actor_name TEXT NOT NULL
) STRICT;
INSERT INTO "order_history" VALUES(1,1,1796032876409,'placed','key:2','check C1');
INSERT INTO "order_history" VALUES(2,1,1796032876417,'picking','key:1','check erp');
INSERT INTO "order_history" VALUES(3,2,1796032876420,'placed','key:2','check C1');
INSERT INTO "order_history" VALUES(4,2,1796032876424,'cancelled','key:2','check C1');
INSERT INTO "order_history" VALUES(5,3,1796032876467,'placed','key:3','check C2');
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
CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER NOT NULL REFERENCES clients (id), status TEXT NOT NULL, reference TEXT, note TEXT,
    payment_terms TEXT NOT NULL CHECK (payment_terms IN ('credit', 'prepaid')), partial INTEGER NOT NULL,
    site_id INTEGER, requested_day INTEGER, delivery_method TEXT, delivery_window TEXT, placed_by TEXT NOT NULL, placed_by_name TEXT NOT NULL,
    placed_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1, exported_version INTEGER NOT NULL DEFAULT 0, acknowledged_at INTEGER, erp_number TEXT, approval TEXT NOT NULL DEFAULT 'not_needed' CHECK (approval IN ('not_needed', 'waiting', 'approved', 'refused', 'expired')), decided_by TEXT CHECK (decided_by <> placed_by), decided_by_name TEXT, decided_at INTEGER, decision_reason TEXT,
    UNIQUE (client_id, id),
    FOREIGN KEY (client_id, site_id) REFERENCES sites (client_id, id)
) STRICT;
INSERT INTO "orders" VALUES(1,2,'picking','Сохранённый заказ',NULL,'credit',0,NULL,NULL,NULL,NULL,'key:2','check C1',1796032876409,1796032876417,2,0,1796032876417,'УТ-000017','not_needed',NULL,NULL,NULL,NULL);
INSERT INTO "orders" VALUES(2,2,'cancelled','Заявка 1',NULL,'credit',0,NULL,NULL,NULL,NULL,'key:2','check C1',1796032876420,1796032876424,2,0,NULL,NULL,'not_needed',NULL,NULL,NULL,NULL);
INSERT INTO "orders" VALUES(3,3,'placed','Заявка 1',NULL,'credit',0,NULL,NULL,NULL,NULL,'key:3','check C2',1796032876467,1796032876467,1,0,NULL,NULL,'not_needed',NULL,NULL,NULL,NULL);
CREATE TABLE parameter_categories (
    parameter_id INTEGER NOT NULL REFERENCES parameters (id), position INTEGER NOT NULL, category_id INTEGER NOT NULL REFERENCES categories (id),
    PRIMARY KEY (parameter_id, position)
) STRICT;
INSERT INTO "parameter_categories" VALUES(1,0,3);
CREATE TABLE parameters (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('number', 'text', 'choice', 'flag')), unit TEXT, updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "parameters" VALUES(1,'section','section','Сечение','number','мм²',1796032875714);
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
INSERT INTO "past_orders" VALUES(1,'PO9',1,19849,'[{"product":"P9","quantity":"12.5","unit_price":"99.5000"},{"product":"P9","quantity":"1"}]',1796032875735);
CREATE TABLE people (
    id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, staff_role TEXT, password_hash TEXT,
    blocked INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL
, language TEXT NOT NULL DEFAULT 'ru' CHECK (language IN ('ru', 'en')), totp_secret TEXT, totp_since INTEGER, totp_last_step INTEGER NOT NULL DEFAULT 0, signed_in_at INTEGER, erased_at INTEGER, role_id INTEGER REFERENCES roles (id)) STRICT;
INSERT INTO "people" VALUES(1,'buyer@kept.example','Buyer',NULL,'$argon2id$v=19$m=19456,t=2,p=1$p4aAm4UIEA4msg5jQau5MA$24UFJpVDr3GQyu5pgIEoM+HWRSOG8/8NSAucfvjLp6Q',0,1796032875850,'ru',NULL,NULL,0,1796032875858,NULL,NULL);
INSERT INTO "people" VALUES(2,'boss@kept.example','Boss',NULL,'$argon2id$v=19$m=19456,t=2,p=1$FYIAYgDH9R0MSVrZqoOHdw$Li8e8u/nctHBSIK4Vl98yIDTwAaQsoU8Zmm+juccCCo',0,1796032875933,'ru',NULL,NULL,0,1796032875940,NULL,NULL);
INSERT INTO "people" VALUES(3,'other@kept.example','Other',NULL,'$argon2id$v=19$m=19456,t=2,p=1$xfav56vWPH35rtGn03Cwgw$9RxKwBN/3/VNZYTLnF2v0eLvse1+Y/IQNzF30nMf7+c',0,1796032876011,'ru',NULL,NULL,0,1796032876018,NULL,NULL);
INSERT INTO "people" VALUES(4,'admin@kept.example','Admin','administrator','$argon2id$v=19$m=19456,t=2,p=1$tpIt9zbivlu88NtaWJM9iw$pS7Ar0EEbV4wPIg1z2/+uk3zCZ0RUmhkb1w+A0gFNMQ',0,1796032876096,'ru',NULL,NULL,0,1796032876103,NULL,NULL);
INSERT INTO "people" VALUES(5,'manager@kept.example','Manager','manager','$argon2id$v=19$m=19456,t=2,p=1$zarbQFDWCY8ZXhfm6e7Cjw$Ao7f17T8OWghDIS8ncb1+mMHvDFsVvKFcq5bwowcrGc',0,1796032876177,'ru',NULL,NULL,0,1796032876186,NULL,NULL);
INSERT INTO "people" VALUES(6,'controller@kept.example','Controller','credit_controller','$argon2id$v=19$m=19456,t=2,p=1$6RIh8BunHG1aQr8RWyTfng$BObcmHLRaTHz03p4dsYr/8+lYfMTN5s9pY8mzDylsh4',0,1796032876258,'ru',NULL,NULL,0,1796032876266,NULL,NULL);
INSERT INTO "people" VALUES(7,'director@kept.example','Director','director','$argon2id$v=19$m=19456,t=2,p=1$5c7V6IcAgDbf9VxoG8OQVQ$GXU0HKCnEFa0ZYGF4mpLPy437vwG8JfiQghrnrySlzA',0,1796032876334,'ru',NULL,NULL,0,1796032876340,NULL,NULL);
INSERT INTO "people" VALUES(8,'invited@kept.example','Иван Ёлкин',NULL,NULL,0,1796032876498,'ru',NULL,NULL,0,NULL,NULL,NULL);
INSERT INTO "people" VALUES(9,'newcomer@kept.example','Пётр newcomer',NULL,NULL,0,1796032876509,'ru',NULL,NULL,0,NULL,NULL,NULL);
INSERT INTO "people" VALUES(10,'erased-10@invalid','№ 10',NULL,NULL,1,1796032876511,'ru',NULL,NULL,0,NULL,1796032876515,NULL);
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
INSERT INTO "price_agreement_events" VALUES(1,2,1796032876491,'requested',1,'person:1','Buyer','Объём');
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
INSERT INTO "price_agreement_revisions" VALUES(2,1,'person:1','person:1','Buyer',1796032876491,'{"title":"Стройка","from":"2026-11-30","to":"2027-01-29","site":null,"lines":[{"product":"P-SKU-00003","quantity":"100","unit_price":"90.0000"}]}');
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
INSERT INTO "price_agreements" VALUES(1,'PA1',2,2,NULL,'erp','','','',NULL,NULL,'[{"product":"P-SKU-00005","quantity":"3","unit_price":"30.0000"}]',-25567,21914,'approved',1,'','',0,1796032875772);
INSERT INTO "price_agreements" VALUES(2,'S000002',2,2,NULL,'portal','Стройка','стройка','Объём','RUB','included','[{"product":"P-SKU-00003","quantity":"100","unit_price":"90.0000"}]',20787,20847,'requested',1,'person:1','Buyer',1796032876491,1796032876491);
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
INSERT INTO "price_file_links" VALUES(1,2,1,'Для сайта','csv','ru','live','9c3b5d138739a908e68061080fa6e898028e7ffdc8c61a509df071ca2975c9a2',1796032876485,NULL,NULL,0,NULL,NULL);
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
INSERT INTO "price_floors" VALUES(1,'F1','Не ниже',NULL,NULL,NULL,NULL,100,'RUB',1,-25567,376199,1796032875769,'erp');
CREATE TABLE price_lists (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, legal_entity_id INTEGER REFERENCES legal_entities (id),
    currency TEXT NOT NULL, vat_included INTEGER NOT NULL, net INTEGER NOT NULL,
    from_day INTEGER NOT NULL, to_day INTEGER NOT NULL, updated_at INTEGER NOT NULL
, cost INTEGER NOT NULL DEFAULT 0, source TEXT NOT NULL DEFAULT 'erp' CHECK (source IN ('erp', 'portal'))) STRICT;
INSERT INTO "price_lists" VALUES(1,'BASE','Основной',NULL,'RUB',1,0,20454,376199,1796032875705,0,'erp');
INSERT INTO "price_lists" VALUES(2,'L9','Прайс 9',2,'RUB',1,0,20454,376199,1796032875719,0,'erp');
CREATE TABLE prices (
    id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL REFERENCES products (id), price_list_id INTEGER NOT NULL REFERENCES price_lists (id),
    min_quantity INTEGER NOT NULL CHECK (min_quantity >= 0), from_day INTEGER NOT NULL, to_day INTEGER NOT NULL,
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0), updated_at INTEGER NOT NULL, as_of INTEGER,
    UNIQUE (product_id, price_list_id, min_quantity, from_day)
) STRICT;
INSERT INTO "prices" VALUES(1,1,2,10000,20454,376199,45001234,1796032875721,NULL);
INSERT INTO "prices" VALUES(2,2,1,0,-25567,376199,1000000,1796032875751,NULL);
INSERT INTO "prices" VALUES(3,3,1,0,-25567,376199,333333,1796032875757,NULL);
INSERT INTO "prices" VALUES(4,4,1,0,-25567,376199,100000,1796032875762,NULL);
CREATE TABLE product_barcodes (
    product_id INTEGER NOT NULL REFERENCES products (id), position INTEGER NOT NULL, barcode TEXT NOT NULL, PRIMARY KEY (product_id, position)
) STRICT;
INSERT INTO "product_barcodes" VALUES(1,0,'4600000000022');
CREATE TABLE product_certificates (id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL REFERENCES products (id), file TEXT NOT NULL, url TEXT NOT NULL,
sha256 TEXT REFERENCES stored_files (hash), kind TEXT NOT NULL, number TEXT NOT NULL,
from_day INTEGER NOT NULL, to_day INTEGER NOT NULL, updated_at INTEGER NOT NULL,
CHECK ((file = '') <> (url = '')), CHECK ((file = '') = (sha256 IS NULL)), UNIQUE (product_id, kind, number)) STRICT;
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
INSERT INTO "product_relations" VALUES(1,2,'analogue',3,1000,NULL,1796032875788);
CREATE TABLE products (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, article TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    brand_id INTEGER REFERENCES brands (id), category_id INTEGER REFERENCES categories (id), unit TEXT NOT NULL,
    vat_class TEXT NOT NULL CHECK (vat_class IN ('standard', 'reduced', 'zero', 'exempt')),
    order_multiple INTEGER NOT NULL CHECK (order_multiple > 0), order_minimum INTEGER NOT NULL CHECK (order_minimum >= 0),
    price_basis INTEGER NOT NULL CHECK (price_basis > 0), packagings TEXT NOT NULL, parameters TEXT NOT NULL,
    manufacturer_number TEXT, description TEXT, country TEXT, marked INTEGER NOT NULL,
    has_variants INTEGER NOT NULL, status TEXT NOT NULL CHECK (status IN ('active', 'discontinued')), successor_id INTEGER REFERENCES products (id), updated_at INTEGER NOT NULL
, withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1))) STRICT;
INSERT INTO "products" VALUES(1,'P9','ВВГ-3x2.5','Кабель ВВГ 3×2,5',2,3,'006','standard',500,1000,100000,'[{"unit":"778","quantity":"100","barcode":"4600000000015","weight_kg":"12.500","volume_m3":"0.02"}]','{"section":"2.5"}','VVG325','Медный','RU',0,0,'active',NULL,1796032875716,0);
INSERT INTO "products" VALUES(2,'P-SKU-00003','SKU-00003','Болт М8×4 оцинкованный',1,2,'796','standard',1000,1000,1000,'[]','{}',NULL,NULL,NULL,0,0,'active',NULL,1796032875750,0);
INSERT INTO "products" VALUES(3,'P-SKU-00005','SKU-00005','Болт М8×6 оцинкованный',1,2,'796','standard',1000,1000,1000,'[]','{}',NULL,NULL,NULL,0,0,'active',NULL,1796032875755,0);
INSERT INTO "products" VALUES(4,'P-SKU-00007','SKU-00007','Болт М8×8 оцинкованный',1,2,'796','standard',1000,1000,1000,'[]','{}',NULL,NULL,NULL,0,0,'active',NULL,1796032875760,0);
CREATE TABLE receipts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, warehouse_id INTEGER NOT NULL REFERENCES warehouses (id),
    product_id INTEGER NOT NULL REFERENCES products (id), quantity INTEGER NOT NULL, expected INTEGER NOT NULL,
    reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0), updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "receipts" VALUES(1,'R9',3,1,1000000,21153,0,1796032875733);
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
INSERT INTO "registrations" VALUES(1,'7707083893','ООО «newcomer»','Пётр newcomer','newcomer@kept.example','','','ru','accepted',4,NULL,1796032876502,1796032876509,'person:4');
INSERT INTO "registrations" VALUES(2,'7702070139','ООО «erased»','','','','','ru','accepted',5,NULL,1796032876503,1796032876511,'person:4');
INSERT INTO "registrations" VALUES(3,'7728168971','ООО «waiting»','Пётр waiting','waiting@kept.example','','','ru','new',NULL,NULL,1796032876505,NULL,NULL);
CREATE TABLE roles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id INTEGER REFERENCES clients (id), name TEXT NOT NULL, name_folded TEXT NOT NULL, rights TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "roles" VALUES(1,2,'Только долги','только долги','see_debt',1796032876496);
CREATE TABLE saved_searches (
    id INTEGER PRIMARY KEY AUTOINCREMENT, person_id INTEGER NOT NULL REFERENCES people (id), client_id INTEGER NOT NULL REFERENCES clients (id), name TEXT NOT NULL,
    address TEXT NOT NULL, created_at INTEGER NOT NULL
, known_up_to INTEGER, looked_at INTEGER) STRICT;
INSERT INTO "saved_searches" VALUES(1,1,2,'Болты','query=%D0%B1%D0%BE%D0%BB%D1%82&sort=article',1796032876480,NULL,NULL);
CREATE TABLE schema_migrations (
    number INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;
INSERT INTO "schema_migrations" VALUES(1,'journal','fbd849a3e5642007',1796032875376);
INSERT INTO "schema_migrations" VALUES(2,'record locks','f8a9c5564f9f5c88',1796032875377);
INSERT INTO "schema_migrations" VALUES(3,'customers','4a84b7f741e4084f',1796032875378);
INSERT INTO "schema_migrations" VALUES(4,'catalog','1d8d8ae63d9abed0',1796032875379);
INSERT INTO "schema_migrations" VALUES(5,'pricing','3b140efca4633a23',1796032875379);
INSERT INTO "schema_migrations" VALUES(6,'access','bf6073ca19b7715c',1796032875380);
INSERT INTO "schema_migrations" VALUES(7,'stock','aa3caf8fce8917be',1796032875383);
INSERT INTO "schema_migrations" VALUES(8,'ordering','227e54f0f4a587e',1796032875385);
INSERT INTO "schema_migrations" VALUES(9,'imports','c82a313f8dc28972',1796032875386);
INSERT INTO "schema_migrations" VALUES(20,'idempotency keys','a8ed781b12ba8f87',1796032875387);
INSERT INTO "schema_migrations" VALUES(21,'jobs','53ba39531da7f0d2',1796032875388);
INSERT INTO "schema_migrations" VALUES(30,'receivables','ac2204dd4900a43c',1796032875393);
INSERT INTO "schema_migrations" VALUES(31,'order_facts','4ecfb6a141bc854a',1796032875399);
INSERT INTO "schema_migrations" VALUES(50,'discounts','116bb96171ea83a4',1796032875404);
INSERT INTO "schema_migrations" VALUES(51,'list prices of order lines','62f736102c42154f',1796032875406);
INSERT INTO "schema_migrations" VALUES(55,'price agreements','14e3e593143555a2',1796032875408);
INSERT INTO "schema_migrations" VALUES(56,'price file links','7feb3ae06ba24ae5',1796032875412);
INSERT INTO "schema_migrations" VALUES(70,'accounts','fdfff00446787af6',1796032875420);
INSERT INTO "schema_migrations" VALUES(71,'roles','ac7a4b2aa056bfe5',1796032875425);
INSERT INTO "schema_migrations" VALUES(72,'registrations','5481aa423951c6db',1796032875427);
INSERT INTO "schema_migrations" VALUES(80,'changes of terms','fe5923661cea96eb',1796032875434);
INSERT INTO "schema_migrations" VALUES(85,'rate sources','92ba0c5e3e16828e',1796032875438);
INSERT INTO "schema_migrations" VALUES(86,'former prices','f2417d4e1843bb2c',1796032875441);
INSERT INTO "schema_migrations" VALUES(87,'uploads','c3884efad0c7bf79',1796032875442);
INSERT INTO "schema_migrations" VALUES(88,'prices by list','9225e1e316ebcf8',1796032875446);
INSERT INTO "schema_migrations" VALUES(90,'schedules of price files','18b901ab3516bee2',1796032875449);
INSERT INTO "schema_migrations" VALUES(95,'documents','c25889b759c50016',1796032875453);
INSERT INTO "schema_migrations" VALUES(96,'credit_news','fc9686c620f169b2',1796032875456);
INSERT INTO "schema_migrations" VALUES(97,'approvals','b298157c182189ce',1796032875464);
INSERT INTO "schema_migrations" VALUES(105,'assortments','213841150eafe1ce',1796032875469);
INSERT INTO "schema_migrations" VALUES(106,'relations','b247c71c702f4b72',1796032875474);
INSERT INTO "schema_migrations" VALUES(107,'client articles','1513b04eff9b2586',1796032875476);
INSERT INTO "schema_migrations" VALUES(108,'former prices without references','15ca5fe1c38ddf98',1796032875483);
INSERT INTO "schema_migrations" VALUES(109,'moments of prices','e2df9507c3a68b0b',1796032875488);
INSERT INTO "schema_migrations" VALUES(110,'product files','c7d43f16266279f6',1796032875491);
INSERT INTO "schema_migrations" VALUES(111,'portal contents','a0eb4eb0db0d13',1796032875496);
INSERT INTO "schema_migrations" VALUES(112,'bulk changes','c503437bbbbbe0d0',1796032875498);
INSERT INTO "schema_migrations" VALUES(113,'record sheets','b26c90bc07abd060',1796032875503);
INSERT INTO "schema_migrations" VALUES(115,'withdrawn products','4de5acb6a7714300',1796032875508);
INSERT INTO "schema_migrations" VALUES(116,'past orders','63011a313162d2d0',1796032875511);
INSERT INTO "schema_migrations" VALUES(117,'kept products and searches','5e2ba9785863a318',1796032875516);
INSERT INTO "schema_migrations" VALUES(118,'articles of cart lines','f2d90c99094a8098',1796032875521);
INSERT INTO "schema_migrations" VALUES(119,'support','2ec203ec7ed8e54a',1796032875524);
INSERT INTO "schema_migrations" VALUES(122,'watched searches and awaited products','46d4a5a7a27eb4f5',1796032875531);
CREATE TABLE segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, parent_id INTEGER REFERENCES segments (id), name TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "segments" VALUES(1,'dealer',NULL,'Дилеры',1796032875765);
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
CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES people (id), client_id INTEGER REFERENCES clients (id),
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
, owes_factor INTEGER NOT NULL DEFAULT 0 CHECK (owes_factor IN (0, 1)), wrong_codes INTEGER NOT NULL DEFAULT 0, place TEXT, agent TEXT) STRICT;
INSERT INTO "sessions" VALUES('ea79a913741b7922690f3136163f8d00624781769062e7bd4e5949ac278ae57c',1,2,1796032875858,1797242475858,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('8c674294db68bed281d3cb8bcc74f2b70fe50617be48651738f5186be6ee7024',2,2,1796032875940,1797242475940,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('9f78bec7636018a8208906081e95fcd1bbce574652e980f58e31732cab233ddf',3,3,1796032876018,1797242476018,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('049820181dd4bc7310002a2a1d3aa111c7422fb1b975118e7ffca974187afae9',4,NULL,1796032876103,1797242476103,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('67400337addca7bfa125e55fd6a00b3a2d3980e000360ce2aa33ad7417c6a674',5,NULL,1796032876186,1797242476186,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('a19c35d26f7c0852fbe26812665862a882351979b1cb193e3b1f41271ab74385',6,NULL,1796032876266,1797242476266,0,0,'127.0.0.1','python-requests/2.34.2');
INSERT INTO "sessions" VALUES('467c86edb303a60a4d5e878cbabea54135701b8c47d42666ef2ffc633638448d',7,NULL,1796032876340,1797242476340,0,0,'127.0.0.1','python-requests/2.34.2');
CREATE TABLE settings (
    name TEXT PRIMARY KEY, value TEXT NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "settings" VALUES('house_name','Сохранённый портал',1796032876533);
INSERT INTO "settings" VALUES('credit_mail','0',1796032876533);
CREATE TABLE sheet_changes (
    upload_id INTEGER NOT NULL REFERENCES record_sheets (upload_id), record_key TEXT NOT NULL, label TEXT NOT NULL, before TEXT, after TEXT NOT NULL,
    fate TEXT CHECK (fate IN ('back', 'kept')), reason TEXT, PRIMARY KEY (upload_id, record_key)
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
CREATE TABLE sign_in_failures (
    subject TEXT PRIMARY KEY, failures INTEGER NOT NULL, since INTEGER NOT NULL
) STRICT;
INSERT INTO "sign_in_failures" VALUES('00d7bdfcbfaa86bc337d479b7cf3820d4801671b20fe707b2af3c5b3a08eefc4',3,1796032876502);
CREATE TABLE sites (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, client_id INTEGER NOT NULL REFERENCES clients (id), parent_id INTEGER,
    name TEXT NOT NULL, address TEXT, zone TEXT, time_zone TEXT, updated_at INTEGER NOT NULL,
    UNIQUE (client_id, id),
    FOREIGN KEY (client_id, parent_id) REFERENCES sites (client_id, id)
) STRICT;
INSERT INTO "sites" VALUES(1,'O9',1,NULL,'Объект 9','Тула, Советская, 1','2','Europe/Moscow',1796032875730);
INSERT INTO "sites" VALUES(2,'C1-O',2,NULL,'Объект 1','Москва, ул. Заводская, 5',NULL,NULL,1796032875742);
INSERT INTO "sites" VALUES(3,'C2-O',3,NULL,'Объект 1','Москва, ул. Заводская, 5',NULL,NULL,1796032875748);
ANALYZE "sqlite_master";
INSERT INTO "sqlite_stat1" VALUES('jobs','jobs_due','13 13 1');
INSERT INTO "sqlite_stat1" VALUES('jobs','jobs_unique_key','9 1');
INSERT INTO "sqlite_stat1" VALUES('jobs',NULL,'13');
CREATE TABLE stock (
    id INTEGER PRIMARY KEY AUTOINCREMENT, warehouse_id INTEGER NOT NULL REFERENCES warehouses (id), product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL, reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0), as_of INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    UNIQUE (product_id, warehouse_id)
) STRICT;
INSERT INTO "stock" VALUES(1,3,1,120500,0,1793502000000,1796032875731);
INSERT INTO "stock" VALUES(2,1,2,1000000,12000,1793502000000,1796032875753);
INSERT INTO "stock" VALUES(3,1,3,5000,3000,1793502000000,1796032875758);
INSERT INTO "stock" VALUES(4,2,3,7000,0,1793502000000,1796032875758);
INSERT INTO "stock" VALUES(5,1,4,0,0,1793502000000,1796032875764);
CREATE TABLE stored_files (
    hash TEXT PRIMARY KEY, size INTEGER NOT NULL CHECK (size > 0), media_type TEXT NOT NULL
) STRICT;
CREATE TABLE substitutes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, person_id INTEGER NOT NULL REFERENCES people (id), substitute_id INTEGER NOT NULL REFERENCES people (id),
    from_day INTEGER NOT NULL, to_day INTEGER NOT NULL,
    CHECK (from_day <= to_day), CHECK (person_id <> substitute_id)
) STRICT;
INSERT INTO "substitutes" VALUES(1,5,7,20787,20796);
CREATE TABLE support_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, request_id INTEGER NOT NULL REFERENCES support_requests (id), person_id INTEGER NOT NULL REFERENCES people (id),
    is_staff INTEGER NOT NULL CHECK (is_staff IN (0, 1)), body TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
INSERT INTO "support_messages" VALUES(1,1,1,0,'Пришлите сертификат.',1796032876482);
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
INSERT INTO "support_requests" VALUES(1,2,'documents','Сертификаты',NULL,2,'open',1,1796032876482,1796032876482,1796032876482,NULL,0);
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
INSERT INTO "term_changes" VALUES(1,'price-lists','portal-1','Портальный','портальный','Проба',NULL,1,'waiting','person:4','Admin',1796032876530,NULL,NULL,NULL,NULL);
CREATE TABLE uploads (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('prices', 'records')),
    content BLOB, mapping TEXT, checked_at INTEGER, begun_at INTEGER, taken_at INTEGER, failure TEXT, report TEXT
) STRICT;
CREATE TABLE warehouses (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, code TEXT, name TEXT NOT NULL, address TEXT,
    legal_entity_id INTEGER REFERENCES legal_entities (id), stock_basis TEXT NOT NULL CHECK (stock_basis IN ('on_hand', 'free')),
    time_zone TEXT NOT NULL, priority INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "warehouses" VALUES(1,'WA','WA','Склад WA',NULL,1,'on_hand','Europe/Moscow',1,1796032875699);
INSERT INTO "warehouses" VALUES(2,'WB','WB','Склад WB',NULL,1,'on_hand','Europe/Moscow',2,1796032875699);
INSERT INTO "warehouses" VALUES(3,'W9','W9','Склад 9','Москва',2,'on_hand','Europe/Moscow',9,1796032875710);
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
CREATE TRIGGER ledger_entries_no_update BEFORE update ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger_entries is append-only'); END;
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
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('assortments',1);
INSERT INTO "sqlite_sequence" VALUES('former_prices',0);
INSERT INTO "sqlite_sequence" VALUES('jobs',17);
INSERT INTO "sqlite_sequence" VALUES('access_keys',3);
INSERT INTO "sqlite_sequence" VALUES('journal',104);
INSERT INTO "sqlite_sequence" VALUES('legal_entities',2);
INSERT INTO "sqlite_sequence" VALUES('warehouses',3);
INSERT INTO "sqlite_sequence" VALUES('categories',3);
INSERT INTO "sqlite_sequence" VALUES('brands',2);
INSERT INTO "sqlite_sequence" VALUES('price_lists',2);
INSERT INTO "sqlite_sequence" VALUES('parameters',1);
INSERT INTO "sqlite_sequence" VALUES('products',4);
INSERT INTO "sqlite_sequence" VALUES('prices',4);
INSERT INTO "sqlite_sequence" VALUES('clients',5);
INSERT INTO "sqlite_sequence" VALUES('client_entities',5);
INSERT INTO "sqlite_sequence" VALUES('contracts',3);
INSERT INTO "sqlite_sequence" VALUES('credit_accounts',3);
INSERT INTO "sqlite_sequence" VALUES('sites',3);
INSERT INTO "sqlite_sequence" VALUES('stock',5);
INSERT INTO "sqlite_sequence" VALUES('receipts',1);
INSERT INTO "sqlite_sequence" VALUES('past_orders',1);
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
INSERT INTO "sqlite_sequence" VALUES('people',10);
INSERT INTO "sqlite_sequence" VALUES('credit_rules',1);
INSERT INTO "sqlite_sequence" VALUES('orders',3);
INSERT INTO "sqlite_sequence" VALUES('seller_orders',3);
INSERT INTO "sqlite_sequence" VALUES('order_lines',4);
INSERT INTO "sqlite_sequence" VALUES('shipments',3);
INSERT INTO "sqlite_sequence" VALUES('shipment_lines',4);
INSERT INTO "sqlite_sequence" VALUES('order_history',5);
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
INSERT INTO "sqlite_sequence" VALUES('consents',3);
INSERT INTO "sqlite_sequence" VALUES('manual_blocks',1);
INSERT INTO "sqlite_sequence" VALUES('credit_news',1);
INSERT INTO "sqlite_sequence" VALUES('substitutes',1);
INSERT INTO "sqlite_sequence" VALUES('term_changes',1);
COMMIT;
