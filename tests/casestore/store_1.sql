-- A case store as schema 1 wrote it: two conversations, the second resolved.
PRAGMA application_id = 1801610081;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE cases (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            created TEXT NOT NULL,
            changed TEXT NOT NULL,
            revision INTEGER NOT NULL DEFAULT 0,
            title TEXT NOT NULL DEFAULT '',
            outcome TEXT NOT NULL DEFAULT 'open',
            cause TEXT NOT NULL DEFAULT '',
            provider TEXT NOT NULL DEFAULT ''
        );
INSERT INTO "cases" VALUES(1,'2026-11-21T14:52:41Z','2026-11-21T14:52:41Z',5,'535-5.7.8 Username and Password not accepted. For more information, go…','open','app-password-required','gmail');
INSERT INTO "cases" VALUES(2,'2026-11-21T14:52:41Z','2026-11-21T14:52:41Z',5,'Outlook sagt 535 5.7.3 Authentication unsuccessful, port 587, smtp.offi…','resolved','stale-saved-password','microsoft-365');
CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            body TEXT NOT NULL,
            UNIQUE (case_id, place)
        );
INSERT INTO "events" VALUES(1,1,0,'{"v":1,"event":"text","at":"2026-11-21T14:52:41Z","text":"535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials gsmtp"}');
INSERT INTO "events" VALUES(2,1,1,'{"v":1,"event":"answer","at":"2026-11-21T14:52:41Z","key":"account_kind","value":"unknown","words":"no idea","also":{}}');
INSERT INTO "events" VALUES(3,1,2,'{"v":1,"event":"answer","at":"2026-11-21T14:52:41Z","key":"credential_kind","value":"account-password","words":"","also":{}}');
INSERT INTO "events" VALUES(4,2,0,'{"v":1,"event":"text","at":"2026-11-21T14:52:41Z","text":"Outlook sagt 535 5.7.3 Authentication unsuccessful, port 587, smtp.office365.com"}');
INSERT INTO "events" VALUES(5,2,1,'{"v":1,"event":"answer","at":"2026-11-21T14:52:41Z","key":"credential_kind","value":"app-password","words":"","also":{}}');
INSERT INTO "events" VALUES(6,2,2,'{"v":1,"event":"answer","at":"2026-11-21T14:52:41Z","key":"account_kind","value":"unknown","words":"no idea","also":{}}');
INSERT INTO "events" VALUES(7,2,3,'{"v":1,"event":"text","at":"2026-11-21T14:52:41Z","text":"since I changed the password"}');
INSERT INTO "events" VALUES(8,2,4,'{"v":1,"event":"fix-tried","at":"2026-11-21T14:52:41Z","cause":"stale-saved-password","helped":true}');
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('cases',2);
COMMIT;
