"""The first tables: the register, its log, organisations, members and meetings.

Plain SQL on purpose: a migration says what a file of its day looks like, whatever the program becomes.
"""

from alembic import op

revision = "2026_11_22_foundation"
down_revision = None

TABLES = (
    """
    CREATE TABLE audit (
        n INTEGER NOT NULL,
        prev BLOB NOT NULL,
        h BLOB NOT NULL,
        t VARCHAR(40) NOT NULL,
        user VARCHAR(36) NOT NULL,
        action VARCHAR(32) NOT NULL,
        entity VARCHAR(80),
        reason TEXT,
        PRIMARY KEY (n)
    )
    """,
    """
    CREATE TABLE capture_never (
        id INTEGER NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE change_log (
        q INTEGER NOT NULL,
        inc VARCHAR(26) NOT NULL,
        h BLOB NOT NULL,
        kind VARCHAR(32) NOT NULL,
        entity VARCHAR(36) NOT NULL,
        header BLOB NOT NULL,
        pa BLOB,
        sa BLOB,
        pb BLOB,
        sb BLOB,
        pt BLOB,
        st BLOB,
        erased_at VARCHAR(32),
        PRIMARY KEY (q)
    )
    """,
    """
    CREATE TABLE draft (
        kind VARCHAR(32) NOT NULL,
        id VARCHAR(36) NOT NULL,
        subject VARCHAR(120) NOT NULL,
        body TEXT NOT NULL,
        kept_at VARCHAR(40) NOT NULL,
        user VARCHAR(36) NOT NULL,
        PRIMARY KEY (kind, id)
    )
    """,
    """
    CREATE TABLE exchange_key (
        role VARCHAR(16) NOT NULL,
        file VARCHAR(64) NOT NULL,
        since VARCHAR(40) NOT NULL,
        PRIMARY KEY (role)
    )
    """,
    """
    CREATE TABLE finder (
        "row" INTEGER NOT NULL,
        unit VARCHAR(64) NOT NULL,
        kind VARCHAR(32) NOT NULL,
        id VARCHAR(36) NOT NULL,
        title VARCHAR(200) NOT NULL,
        subtitle VARCHAR(200) NOT NULL,
        words TEXT NOT NULL,
        PRIMARY KEY ("row")
    )
    """,
    """
    CREATE TABLE finding (
        unit VARCHAR(64) NOT NULL,
        kind VARCHAR(24) NOT NULL,
        subject VARCHAR(80) NOT NULL,
        found_at VARCHAR(40) NOT NULL,
        solved_at VARCHAR(40),
        PRIMARY KEY (unit, kind, subject)
    )
    """,
    """
    CREATE TABLE inbox (
        sha256 VARCHAR(64) NOT NULL,
        unit VARCHAR(64) NOT NULL,
        bundle_id VARCHAR(32) NOT NULL,
        content_id VARCHAR(64) NOT NULL,
        state VARCHAR(12) NOT NULL,
        codes TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        inc VARCHAR(26) NOT NULL,
        epoch INTEGER NOT NULL,
        head VARCHAR(43) NOT NULL,
        made_at VARCHAR(40) NOT NULL,
        received_at VARCHAR(40) NOT NULL,
        applied_at VARCHAR(40),
        PRIMARY KEY (sha256)
    )
    """,
    """
    CREATE TABLE log_entity (
        kind VARCHAR(32) NOT NULL,
        id VARCHAR(36) NOT NULL,
        q INTEGER NOT NULL,
        op VARCHAR(8) NOT NULL,
        PRIMARY KEY (kind, id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE log_head (
        only INTEGER NOT NULL,
        inc VARCHAR(26) NOT NULL,
        epoch INTEGER NOT NULL,
        q INTEGER NOT NULL,
        h BLOB NOT NULL,
        seen VARCHAR(40) NOT NULL,
        PRIMARY KEY (only)
    )
    """,
    """
    CREATE TABLE log_lineage (
        inc VARCHAR(26) NOT NULL,
        epoch INTEGER NOT NULL,
        parent_inc VARCHAR(26),
        parent_q INTEGER,
        parent_h BLOB,
        opened VARCHAR(40) NOT NULL,
        reason VARCHAR(32) NOT NULL,
        "by" VARCHAR(36) NOT NULL,
        PRIMARY KEY (inc)
    )
    """,
    """
    CREATE TABLE member (
        full_name TEXT,
        other_name TEXT,
        sex VARCHAR(1),
        birth_year INTEGER,
        birth_month INTEGER,
        birth_day INTEGER,
        citizen_id VARCHAR(12),
        old_citizen_id VARCHAR(12),
        citizen_id_written TEXT,
        card_no TEXT,
        old_card_no TEXT,
        card_issued_on DATE,
        file_no TEXT,
        list_no INTEGER,
        ethnic_code VARCHAR(8),
        religion_code VARCHAR(8),
        birth_place TEXT,
        home_place TEXT,
        perm_address TEXT,
        temp_address TEXT,
        phone TEXT,
        occupation_code VARCHAR(32),
        workplace TEXT,
        position TEXT,
        edu_general VARCHAR(16),
        edu_prof TEXT,
        llct_level VARCHAR(32),
        health TEXT,
        residence_cell TEXT,
        admission_decision_no TEXT,
        admission_decision_date DATE,
        ceremony_date DATE,
        recognition_decision_no TEXT,
        recognition_decision_date DATE,
        official_date DATE,
        exit_kind VARCHAR(32),
        exit_on DATE,
        exit_decision_no TEXT,
        exit_place TEXT,
        remark TEXT,
        name_fold TEXT,
        name_sort TEXT,
        unit VARCHAR(64) NOT NULL,
        id VARCHAR(36) NOT NULL,
        PRIMARY KEY (unit, id)
    )
    """,
    """
    CREATE TABLE organisation (
        name TEXT,
        kind VARCHAR(32),
        sector VARCHAR(32),
        org_code VARCHAR(32),
        decision_no TEXT,
        doc_name_parent TEXT,
        doc_name_self TEXT,
        doc_place TEXT,
        founded_on DATE,
        ended_on DATE,
        hamlets TEXT,
        phone TEXT,
        remark TEXT,
        name_fold TEXT,
        name_sort TEXT,
        unit VARCHAR(64) NOT NULL,
        id VARCHAR(36) NOT NULL,
        PRIMARY KEY (unit, id)
    )
    """,
    """
    CREATE TABLE outbox (
        bundle_id VARCHAR(32) NOT NULL,
        content_id VARCHAR(64) NOT NULL,
        kind VARCHAR(16) NOT NULL,
        addressee VARCHAR(64) NOT NULL,
        number INTEGER NOT NULL,
        name VARCHAR(80) NOT NULL,
        sha256 VARCHAR(64) NOT NULL,
        size INTEGER NOT NULL,
        inc VARCHAR(26),
        first INTEGER,
        last INTEGER,
        state VARCHAR(16) NOT NULL,
        made_at VARCHAR(40) NOT NULL,
        carried_at VARCHAR(40),
        acked_at VARCHAR(40),
        PRIMARY KEY (bundle_id)
    )
    """,
    """
    CREATE TABLE projection_error (
        unit VARCHAR(64) NOT NULL,
        kind VARCHAR(32) NOT NULL,
        id VARCHAR(36) NOT NULL,
        q INTEGER NOT NULL,
        code VARCHAR(16) NOT NULL,
        detail TEXT NOT NULL,
        found_at VARCHAR(40) NOT NULL,
        PRIMARY KEY (unit, kind, id)
    )
    """,
    """
    CREATE TABLE receipt_in (
        collector VARCHAR(64) NOT NULL,
        coll_inc VARCHAR(26) NOT NULL,
        number INTEGER NOT NULL,
        verdict VARCHAR(16) NOT NULL,
        q INTEGER,
        body BLOB NOT NULL,
        received_at VARCHAR(40) NOT NULL,
        PRIMARY KEY (collector, coll_inc, number)
    )
    """,
    """
    CREATE TABLE receipt_out (
        unit VARCHAR(64) NOT NULL,
        number INTEGER NOT NULL,
        bundle_id VARCHAR(32) NOT NULL,
        body BLOB NOT NULL,
        given_at VARCHAR(40) NOT NULL,
        PRIMARY KEY (unit, number)
    )
    """,
    """
    CREATE TABLE register (
        only INTEGER NOT NULL,
        unit VARCHAR(64) NOT NULL,
        register VARCHAR(36) NOT NULL,
        writes BOOLEAN NOT NULL,
        collects BOOLEAN NOT NULL,
        anchored BOOLEAN NOT NULL,
        vault_identity VARCHAR(80) NOT NULL,
        vault_name_key BLOB NOT NULL,
        PRIMARY KEY (only)
    )
    """,
    """
    CREATE TABLE register_user (
        id VARCHAR(36) NOT NULL,
        name VARCHAR(120) NOT NULL,
        role VARCHAR(16) NOT NULL,
        active BOOLEAN NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE superior (
        urn VARCHAR(64) NOT NULL,
        name TEXT NOT NULL,
        public VARCHAR(80) NOT NULL,
        trust BLOB NOT NULL,
        coll_inc VARCHAR(26),
        receipt_no INTEGER,
        acked_inc VARCHAR(26),
        acked_q INTEGER,
        acked_h VARCHAR(43),
        need_from INTEGER NOT NULL,
        wanted TEXT NOT NULL,
        answered_at VARCHAR(40),
        PRIMARY KEY (urn)
    )
    """,
    """
    CREATE TABLE task_progress (
        state VARCHAR(16) NOT NULL,
        changed_on DATE NOT NULL,
        result TEXT,
        unit VARCHAR(64) NOT NULL,
        id VARCHAR(36) NOT NULL,
        PRIMARY KEY (unit, id)
    )
    """,
    """
    CREATE TABLE unit (
        urn VARCHAR(64) NOT NULL,
        name TEXT NOT NULL,
        public VARCHAR(80) NOT NULL,
        certificate VARCHAR(64) NOT NULL,
        enrolled_at VARCHAR(40) NOT NULL,
        inc VARCHAR(26),
        epoch INTEGER NOT NULL,
        q INTEGER NOT NULL,
        h BLOB,
        agrees BOOLEAN NOT NULL,
        last_contact VARCHAR(40),
        receipt_no INTEGER NOT NULL,
        receipt_digest VARCHAR(64) NOT NULL,
        PRIMARY KEY (urn)
    )
    """,
    """
    CREATE TABLE unit_entity (
        unit VARCHAR(64) NOT NULL,
        kind VARCHAR(32) NOT NULL,
        id VARCHAR(36) NOT NULL,
        q INTEGER NOT NULL,
        op VARCHAR(8) NOT NULL,
        PRIMARY KEY (unit, kind, id)
    )
    """,
    """
    CREATE TABLE unit_file (
        unit VARCHAR(64) NOT NULL,
        sha256 VARCHAR(64) NOT NULL,
        size INTEGER NOT NULL,
        media VARCHAR(60) NOT NULL,
        name VARCHAR(120) NOT NULL,
        here BOOLEAN NOT NULL,
        PRIMARY KEY (unit, sha256)
    )
    """,
    """
    CREATE TABLE unit_log (
        unit VARCHAR(64) NOT NULL,
        inc VARCHAR(26) NOT NULL,
        q INTEGER NOT NULL,
        h BLOB NOT NULL,
        status VARCHAR(8) NOT NULL,
        header BLOB NOT NULL,
        pa BLOB,
        sa BLOB,
        pb BLOB,
        sb BLOB,
        pt BLOB,
        st BLOB,
        PRIMARY KEY (unit, inc, q, h)
    )
    """,
    """
    CREATE TABLE vault_file (
        sha256 VARCHAR(64) NOT NULL,
        size INTEGER NOT NULL,
        media VARCHAR(60) NOT NULL,
        name VARCHAR(120) NOT NULL,
        kept_at VARCHAR(40) NOT NULL,
        PRIMARY KEY (sha256)
    )
    """,
    """
    CREATE TABLE capture_pending (
        kind VARCHAR(32) NOT NULL,
        id VARCHAR(36) NOT NULL,
        guard INTEGER DEFAULT '1' NOT NULL,
        PRIMARY KEY (kind, id),
        FOREIGN KEY(guard) REFERENCES capture_never (id) DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE meeting (
        organisation_id VARCHAR(36) NOT NULL,
        organisation_name VARCHAR(200),
        kind VARCHAR(24) NOT NULL,
        state VARCHAR(24) NOT NULL,
        period_year INTEGER NOT NULL,
        period_month INTEGER NOT NULL,
        planned_at VARCHAR(16),
        started_at VARCHAR(16),
        ended_at VARCHAR(16),
        place VARCHAR(200),
        chair_id VARCHAR(36),
        chair_post VARCHAR(120),
        minutes_taker_id VARCHAR(36),
        minutes_taker_post VARCHAR(120),
        scorer_id VARCHAR(36),
        committee_met_at VARCHAR(16),
        notice_sent_on DATE,
        superior_told_on DATE,
        papers_sent_on DATE,
        theme_title VARCHAR(300),
        theme_author_id VARCHAR(36),
        information TEXT,
        past_assessment TEXT,
        next_tasks TEXT,
        other_items TEXT,
        theme_content TEXT,
        conclusion TEXT,
        remedies TEXT,
        not_held_reason TEXT,
        rule_set VARCHAR(64),
        score_set VARCHAR(64),
        score_total INTEGER,
        score_level VARCHAR(12),
        total INTEGER,
        official INTEGER,
        probationary INTEGER,
        exempt INTEGER,
        present INTEGER,
        present_official INTEGER,
        present_probationary INTEGER,
        excused INTEGER,
        unexcused INTEGER,
        exempt_absent INTEGER,
        elsewhere INTEGER,
        suspended INTEGER,
        summoned INTEGER,
        present_eligible INTEGER,
        attendance_base INTEGER,
        attendance_tenths INTEGER,
        agreed INTEGER,
        signed_on DATE,
        signed_by_chair VARCHAR(120),
        signed_by_minutes_taker VARCHAR(120),
        paper_sha256 VARCHAR(64),
        paper_digest VARCHAR(64),
        amends VARCHAR(36),
        amends_why TEXT,
        held_on DATE,
        period VARCHAR(7),
        unit VARCHAR(64) NOT NULL,
        id VARCHAR(36) NOT NULL,
        PRIMARY KEY (unit, id),
        FOREIGN KEY(unit, organisation_id) REFERENCES organisation (unit, id) DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY(unit, chair_id) REFERENCES member (unit, id) DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY(unit, minutes_taker_id) REFERENCES member (unit, id) DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY(unit, theme_author_id) REFERENCES member (unit, id) DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY(unit, scorer_id) REFERENCES member (unit, id) DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY(unit, amends) REFERENCES meeting (unit, id) DEFERRABLE INITIALLY DEFERRED
    )
    """,
    """
    CREATE TABLE member_cell (
        organisation_id VARCHAR(36),
        decision_no TEXT,
        from_on DATE,
        to_on DATE,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES member (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY(unit, organisation_id) REFERENCES organisation (unit, id) DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE member_elsewhere (
        organisation_id VARCHAR(36),
        place_name TEXT,
        from_on DATE,
        to_on DATE,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES member (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY(unit, organisation_id) REFERENCES organisation (unit, id) DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE member_exemption (
        ground TEXT,
        decision_no TEXT,
        from_on DATE,
        to_on DATE,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES member (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE member_post (
        organisation_id VARCHAR(36),
        post VARCHAR(32),
        decision_no TEXT,
        from_on DATE,
        to_on DATE,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES member (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY(unit, organisation_id) REFERENCES organisation (unit, id) DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE member_stage (
        stage VARCHAR(16),
        decision_no TEXT,
        from_on DATE,
        to_on DATE,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES member (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE member_suspension (
        ground TEXT,
        decision_no TEXT,
        from_on DATE,
        to_on DATE,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES member (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE organisation_name (
        name TEXT,
        valid_from DATE,
        valid_to DATE,
        decision_no TEXT,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES organisation (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE organisation_parent (
        parent_id VARCHAR(36),
        valid_from DATE,
        valid_to DATE,
        decision_no TEXT,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES organisation (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY(unit, parent_id) REFERENCES organisation (unit, id) DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE organisation_term (
        term_from DATE,
        term_to DATE,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES organisation (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE meeting_attendance (
        member_id VARCHAR(36) NOT NULL,
        status VARCHAR(24) NOT NULL,
        stage VARCHAR(16) NOT NULL,
        votes BOOLEAN NOT NULL,
        late BOOLEAN NOT NULL,
        exempt BOOLEAN NOT NULL,
        reason TEXT,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES meeting (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY(unit, member_id) REFERENCES member (unit, id) DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE meeting_guest (
        name VARCHAR(120) NOT NULL,
        post VARCHAR(200),
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES meeting (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE meeting_opinion (
        speaker_id VARCHAR(36),
        speaker_name VARCHAR(120),
        kind VARCHAR(24) NOT NULL,
        content TEXT,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES meeting (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY(unit, speaker_id) REFERENCES member (unit, id) DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE meeting_petition (
        content TEXT,
        raised_by VARCHAR(120),
        authority VARCHAR(24),
        answer TEXT,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES meeting (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE meeting_score (
        criterion VARCHAR(32) NOT NULL,
        points INTEGER,
        most INTEGER NOT NULL,
        remark TEXT,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES meeting (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE meeting_superior (
        name VARCHAR(120) NOT NULL,
        post VARCHAR(200),
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES meeting (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE meeting_task (
        content TEXT,
        owner_id VARCHAR(36),
        owner_name VARCHAR(120),
        due_on DATE,
        origin VARCHAR(36),
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES meeting (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY(unit, owner_id) REFERENCES member (unit, id) DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE meeting_vote (
        item TEXT,
        kind VARCHAR(24) NOT NULL,
        method VARCHAR(12),
        summoned INTEGER,
        present_eligible INTEGER,
        need INTEGER,
        yes INTEGER,
        no INTEGER,
        other INTEGER,
        passed BOOLEAN,
        unit VARCHAR(64) NOT NULL,
        "of" VARCHAR(36) NOT NULL,
        id VARCHAR(36) NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (unit, "of", id),
        FOREIGN KEY(unit, "of") REFERENCES meeting (unit, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
)

INDEXES = (
    "CREATE INDEX change_log_entity ON change_log (kind, entity)",
    "CREATE UNIQUE INDEX finder_record ON finder (unit, kind, id)",
    "CREATE INDEX inbox_unit ON inbox (unit, state)",
    "CREATE INDEX member_by_name ON member (unit, name_sort, name_fold)",
    "CREATE INDEX organisation_by_name ON organisation (unit, name_sort)",
    "CREATE INDEX unit_log_place ON unit_log (unit, q)",
    "CREATE INDEX ix_meeting_amends ON meeting (amends)",
    "CREATE INDEX ix_meeting_held_on ON meeting (held_on)",
    "CREATE INDEX ix_meeting_organisation_id ON meeting (organisation_id)",
    "CREATE INDEX ix_meeting_period ON meeting (period)",
    "CREATE INDEX ix_member_cell_organisation_id ON member_cell (organisation_id)",
    "CREATE INDEX ix_member_post_organisation_id ON member_post (organisation_id)",
    "CREATE INDEX ix_organisation_parent_parent_id ON organisation_parent (parent_id)",
)

FINDER = (
    """
    CREATE VIRTUAL TABLE finder_words USING fts5(
        words, content='finder', content_rowid='row', tokenize='unicode61 remove_diacritics 0', prefix='1 2 3'
    )
    """,
    """
    CREATE TRIGGER finder_in AFTER INSERT ON finder BEGIN
        INSERT INTO finder_words (rowid, words) VALUES (NEW.row, NEW.words);
    END
    """,
    """
    CREATE TRIGGER finder_out AFTER DELETE ON finder BEGIN
        INSERT INTO finder_words (finder_words, rowid, words) VALUES ('delete', OLD.row, OLD.words);
    END
    """,
)

# kind of aggregate, its tables, and the column of each that holds the aggregate's id
SYNCED = (
    ("organisation", "organisation", "id"),
    ("organisation", "organisation_parent", "of"),
    ("organisation", "organisation_name", "of"),
    ("organisation", "organisation_term", "of"),
    ("member", "member", "id"),
    ("member", "member_cell", "of"),
    ("member", "member_stage", "of"),
    ("member", "member_exemption", "of"),
    ("member", "member_elsewhere", "of"),
    ("member", "member_suspension", "of"),
    ("member", "member_post", "of"),
    ("meeting", "meeting", "id"),
    ("meeting", "meeting_attendance", "of"),
    ("meeting", "meeting_superior", "of"),
    ("meeting", "meeting_guest", "of"),
    ("meeting", "meeting_opinion", "of"),
    ("meeting", "meeting_vote", "of"),
    ("meeting", "meeting_task", "of"),
    ("meeting", "meeting_petition", "of"),
    ("meeting", "meeting_score", "of"),
    ("task_progress", "task_progress", "id"),
)


def upgrade() -> None:
    """Make everything anew."""
    for statement in (*TABLES, *INDEXES, *FINDER):
        op.execute(statement)
    for kind, table, column in SYNCED:
        for event in ("INSERT", "UPDATE", "DELETE"):
            op.execute(_guard(kind, table, column, event))


def _guard(kind: str, table: str, column: str, event: str) -> str:
    row = "OLD" if event == "DELETE" else "NEW"
    return (
        f"CREATE TRIGGER capture_{table}_{event.lower()} AFTER {event} ON {table} FOR EACH ROW "
        f"WHEN {row}.unit = (SELECT unit FROM register) BEGIN "
        f"INSERT INTO capture_pending (kind, id) SELECT '{kind}', {row}.{column} "
        f"WHERE NOT EXISTS (SELECT 1 FROM capture_pending WHERE kind = '{kind}' AND id = {row}.{column}); END"
    )
