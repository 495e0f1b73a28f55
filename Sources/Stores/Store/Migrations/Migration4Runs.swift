extension Migration {
    /// Runs with their events and what came of them in each vault, the journals of agents,
    /// snapshots and their way out, and alerts.
    ///
    /// What a run was about is remembered when it is gone: sources, schedules, agents and people
    /// are named by their ids alone. A final state is never left, which a trigger sees to.
    static let fourthRuns = Migration(4, "runs", sqlite: sqliteScript, postgres: postgresScript)

    private static let sqliteScript: StaticString = """
        CREATE TABLE runs (
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            tenant_id BLOB NOT NULL REFERENCES tenants ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('backup', 'restore', 'drill', 'check', 'forget',
                'prune', 'unlock', 'init', 'delete', 'copy', 'export', 'update')),
            is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
            cause TEXT NOT NULL CHECK (cause IN ('firing', 'maintenance', 'user', 'hub')),
            schedule_id BLOB CHECK (length(schedule_id) = 16),
            nominal_at INTEGER,
            user_id BLOB CHECK (length(user_id) = 16),
            source_id BLOB CHECK (length(source_id) = 16),
            snapshot_id BLOB CHECK (length(snapshot_id) = 16),
            subject_agent_id BLOB CHECK (length(subject_agent_id) = 16),
            destination TEXT CHECK (destination IN ('in_place', 'folder', 'download')),
            destination_path TEXT,
            priority TEXT NOT NULL CHECK (priority IN ('high', 'normal', 'low')),
            state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'running', 'finalizing',
                'cancelling', 'succeeded', 'warned', 'failed', 'cancelled', 'skipped')),
            attempt INTEGER NOT NULL CHECK (attempt >= 1),
            fence INTEGER NOT NULL CHECK (fence >= 0),
            tries INTEGER NOT NULL CHECK (tries >= 0),
            agent_id BLOB CHECK (length(agent_id) = 16),
            incarnation BLOB CHECK (length(incarnation) = 16),
            created_at INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            started_at INTEGER,
            ended_at INTEGER,
            skip_reason TEXT CHECK (skip_reason IN ('overlap', 'catch_up', 'disabled', 'gone',
                'expired', 'frozen')),
            failure_code TEXT,
            failure_message TEXT,
            failure_disposition TEXT CHECK (failure_disposition IN ('retryable', 'permanent',
                'needsOperator')),
            entries INTEGER NOT NULL CHECK (entries >= 0),
            content INTEGER NOT NULL CHECK (content >= 0),
            issues INTEGER NOT NULL CHECK (issues >= 0),
            events INTEGER NOT NULL CHECK (events >= 0),
            lines INTEGER NOT NULL CHECK (lines >= 0),
            line_bytes INTEGER NOT NULL CHECK (line_bytes >= 0),
            lines_dropped INTEGER NOT NULL CHECK (lines_dropped >= 0),
            UNIQUE (tenant_id, id),
            UNIQUE (schedule_id, source_id, nominal_at),
            CHECK ((ended_at IS NOT NULL)
                = (state IN ('succeeded', 'warned', 'failed', 'cancelled', 'skipped'))),
            CHECK ((cause = 'firing') = (schedule_id IS NOT NULL)),
            CHECK ((cause = 'firing') = (nominal_at IS NOT NULL)),
            CHECK ((cause = 'user') = (user_id IS NOT NULL)),
            CHECK (is_own = 0 OR cause = 'firing'),
            CHECK ((destination = 'folder') = (destination_path IS NOT NULL)),
            CHECK ((failure_code IS NULL) = (failure_message IS NULL)),
            CHECK ((failure_code IS NULL) = (failure_disposition IS NULL)),
            CHECK ((state = 'skipped') = (skip_reason IS NOT NULL))
        ) STRICT;
        CREATE INDEX runs_by_age ON runs (tenant_id, created_at, id);
        CREATE INDEX runs_of_source ON runs (source_id, created_at);
        CREATE INDEX runs_of_agent ON runs (agent_id, created_at);
        CREATE INDEX open_runs ON runs (created_at, id) WHERE ended_at IS NULL;
        CREATE TRIGGER runs_end_once BEFORE UPDATE ON runs
        WHEN OLD.ended_at IS NOT NULL AND (NEW.state <> OLD.state OR NEW.ended_at <> OLD.ended_at)
        BEGIN
            SELECT RAISE(ABORT, 'a run that has ended stays as it ended');
        END;

        CREATE TABLE run_vaults (
            run_id BLOB NOT NULL REFERENCES runs ON DELETE CASCADE,
            vault_id BLOB NOT NULL CHECK (length(vault_id) = 16),
            position INTEGER NOT NULL CHECK (position >= 0),
            result TEXT CHECK (result IN ('stored', 'done', 'failed', 'cancelled')),
            attempt INTEGER CHECK (attempt >= 1),
            locator TEXT,
            size INTEGER CHECK (size >= 0),
            failure_code TEXT,
            failure_message TEXT,
            failure_disposition TEXT CHECK (failure_disposition IN ('retryable', 'permanent',
                'needsOperator')),
            PRIMARY KEY (run_id, vault_id),
            UNIQUE (run_id, position),
            CHECK ((result IS NULL) = (attempt IS NULL)),
            CHECK ((result IS NULL) = (size IS NULL)),
            CHECK ((locator IS NOT NULL) = (result IS NOT NULL AND result = 'stored')),
            CHECK ((failure_code IS NOT NULL) = (result IS NOT NULL AND result = 'failed')),
            CHECK ((failure_code IS NULL) = (failure_message IS NULL)),
            CHECK ((failure_code IS NULL) = (failure_disposition IS NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX run_vaults_of_vault ON run_vaults (vault_id);

        CREATE TABLE run_paths (
            run_id BLOB NOT NULL REFERENCES runs ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            path TEXT NOT NULL,
            PRIMARY KEY (run_id, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE run_events (
            run_id BLOB NOT NULL REFERENCES runs ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number >= 1),
            time INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('queued', 'given', 'refused', 'cancelling',
                'interrupted', 'dropped', 'began', 'finalizing', 'outcome', 'retried', 'ended',
                'skipped', 'drilled', 'planned', 'line')),
            level TEXT NOT NULL CHECK (level IN ('info', 'warning', 'error')),
            attempt INTEGER,
            vault_id BLOB CHECK (length(vault_id) = 16),
            code TEXT,
            text TEXT NOT NULL,
            agent_id BLOB CHECK (length(agent_id) = 16),
            incarnation BLOB CHECK (length(incarnation) = 16),
            sequence INTEGER CHECK (sequence >= 1),
            PRIMARY KEY (run_id, number),
            UNIQUE (agent_id, incarnation, sequence),
            CHECK ((agent_id IS NULL) = (incarnation IS NULL)),
            CHECK ((agent_id IS NULL) = (sequence IS NULL))
        ) STRICT;

        CREATE TABLE journals (
            agent_id BLOB NOT NULL REFERENCES agents ON DELETE CASCADE,
            incarnation BLOB NOT NULL CHECK (length(incarnation) = 16),
            committed INTEGER NOT NULL CHECK (committed >= 0),
            missing INTEGER NOT NULL CHECK (missing >= 0),
            refused INTEGER NOT NULL CHECK (refused >= 0),
            seen_at INTEGER NOT NULL,
            PRIMARY KEY (agent_id, incarnation)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX journals_by_use ON journals (agent_id, seen_at);

        CREATE TABLE snapshots (
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            tenant_id BLOB NOT NULL,
            vault_id BLOB NOT NULL,
            locator TEXT NOT NULL CHECK (length(locator) BETWEEN 1 AND 128),
            source_id BLOB CHECK (length(source_id) = 16),
            run_id BLOB CHECK (length(run_id) = 16),
            claimed_at INTEGER NOT NULL,
            first_seen_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            gone_at INTEGER,
            size INTEGER NOT NULL CHECK (size >= 0),
            is_good INTEGER NOT NULL CHECK (is_good IN (0, 1)),
            pinned_by BLOB CHECK (length(pinned_by) = 16),
            pinned_at INTEGER,
            pin_note TEXT,
            UNIQUE (tenant_id, id),
            UNIQUE (vault_id, locator),
            FOREIGN KEY (tenant_id, vault_id) REFERENCES vaults (tenant_id, id)
                ON DELETE CASCADE,
            CHECK ((pinned_by IS NULL) = (pinned_at IS NULL)),
            CHECK ((pinned_by IS NULL) = (pin_note IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX snapshots_of_run ON snapshots (vault_id, run_id)
            WHERE run_id IS NOT NULL;
        CREATE INDEX snapshots_by_age ON snapshots (tenant_id, claimed_at, id);
        CREATE INDEX snapshots_of_source ON snapshots (source_id, claimed_at);
        CREATE INDEX snapshots_of_vault ON snapshots (vault_id, last_seen_at);

        CREATE TABLE snapshot_holds (
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            snapshot_id BLOB NOT NULL REFERENCES snapshots ON DELETE CASCADE,
            reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
            placed_at INTEGER NOT NULL,
            until_at INTEGER,
            released_at INTEGER
        ) STRICT;
        CREATE INDEX holds_of_snapshot ON snapshot_holds (snapshot_id, placed_at);

        CREATE TABLE vault_readings (
            vault_id BLOB NOT NULL REFERENCES vaults ON DELETE CASCADE,
            reading BLOB NOT NULL CHECK (length(reading) = 16),
            agent_id BLOB NOT NULL REFERENCES agents ON DELETE CASCADE,
            pages INTEGER NOT NULL CHECK (pages >= 1),
            began_at INTEGER NOT NULL,
            PRIMARY KEY (agent_id, reading)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE deletions (
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            tenant_id BLOB NOT NULL,
            snapshot_id BLOB NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'retrying', 'blocked',
                'done', 'ignored')),
            tries INTEGER NOT NULL CHECK (tries >= 0),
            run_id BLOB CHECK (length(run_id) = 16),
            created_at INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            FOREIGN KEY (tenant_id, snapshot_id) REFERENCES snapshots (tenant_id, id)
                ON DELETE CASCADE
        ) STRICT;
        CREATE UNIQUE INDEX open_deletions ON deletions (snapshot_id)
            WHERE state IN ('queued', 'running', 'retrying', 'blocked');
        CREATE INDEX deletions_by_age ON deletions (tenant_id, created_at, id);

        CREATE TABLE alerts (
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            tenant_id BLOB REFERENCES tenants ON DELETE CASCADE,
            dedup_key TEXT NOT NULL,
            kind TEXT NOT NULL,
            severity TEXT NOT NULL CHECK (severity IN ('warning', 'critical')),
            state TEXT NOT NULL CHECK (state IN ('raised', 'acknowledged', 'resolved')),
            raised_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 1),
            acknowledged_by BLOB CHECK (length(acknowledged_by) = 16),
            resolved_at INTEGER,
            CHECK ((state = 'resolved') = (resolved_at IS NOT NULL))
        ) STRICT;
        CREATE UNIQUE INDEX open_alerts ON alerts (dedup_key) WHERE state <> 'resolved';
        CREATE INDEX alerts_by_age ON alerts (tenant_id, raised_at, id);
        """

    private static let postgresScript: StaticString = """
        CREATE TABLE runs (
            id uuid PRIMARY KEY,
            tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
            kind text COLLATE "C" NOT NULL
                CHECK (kind IN ('backup', 'restore', 'drill', 'check', 'forget', 'prune',
                    'unlock', 'init', 'delete', 'copy', 'export', 'update')),
            is_own smallint NOT NULL CHECK (is_own IN (0, 1)),
            cause text COLLATE "C" NOT NULL
                CHECK (cause IN ('firing', 'maintenance', 'user', 'hub')),
            schedule_id uuid,
            nominal_at bigint,
            user_id uuid,
            source_id uuid,
            snapshot_id uuid,
            subject_agent_id uuid,
            destination text COLLATE "C" CHECK (destination IN ('in_place', 'folder', 'download')),
            destination_path text COLLATE "C",
            priority text COLLATE "C" NOT NULL CHECK (priority IN ('high', 'normal', 'low')),
            state text COLLATE "C" NOT NULL
                CHECK (state IN ('queued', 'leased', 'running', 'finalizing', 'cancelling',
                    'succeeded', 'warned', 'failed', 'cancelled', 'skipped')),
            attempt bigint NOT NULL CHECK (attempt >= 1),
            fence bigint NOT NULL CHECK (fence >= 0),
            tries bigint NOT NULL CHECK (tries >= 0),
            agent_id uuid,
            incarnation uuid,
            created_at bigint NOT NULL,
            not_before bigint NOT NULL,
            started_at bigint,
            ended_at bigint,
            skip_reason text COLLATE "C"
                CHECK (skip_reason IN ('overlap', 'catch_up', 'disabled', 'gone', 'expired',
                    'frozen')),
            failure_code text COLLATE "C",
            failure_message text COLLATE "C",
            failure_disposition text COLLATE "C"
                CHECK (failure_disposition IN ('retryable', 'permanent', 'needsOperator')),
            entries bigint NOT NULL CHECK (entries >= 0),
            content bigint NOT NULL CHECK (content >= 0),
            issues bigint NOT NULL CHECK (issues >= 0),
            events bigint NOT NULL CHECK (events >= 0),
            lines bigint NOT NULL CHECK (lines >= 0),
            line_bytes bigint NOT NULL CHECK (line_bytes >= 0),
            lines_dropped bigint NOT NULL CHECK (lines_dropped >= 0),
            UNIQUE (tenant_id, id),
            UNIQUE (schedule_id, source_id, nominal_at),
            CHECK ((ended_at IS NOT NULL)
                = (state IN ('succeeded', 'warned', 'failed', 'cancelled', 'skipped'))),
            CHECK ((cause = 'firing') = (schedule_id IS NOT NULL)),
            CHECK ((cause = 'firing') = (nominal_at IS NOT NULL)),
            CHECK ((cause = 'user') = (user_id IS NOT NULL)),
            CHECK (is_own = 0 OR cause = 'firing'),
            CHECK ((destination = 'folder') = (destination_path IS NOT NULL)),
            CHECK ((failure_code IS NULL) = (failure_message IS NULL)),
            CHECK ((failure_code IS NULL) = (failure_disposition IS NULL)),
            CHECK ((state = 'skipped') = (skip_reason IS NOT NULL))
        );
        CREATE INDEX runs_by_age ON runs (tenant_id, created_at, id);
        CREATE INDEX runs_of_source ON runs (source_id, created_at);
        CREATE INDEX runs_of_agent ON runs (agent_id, created_at);
        CREATE INDEX open_runs ON runs (created_at, id) WHERE ended_at IS NULL;
        CREATE FUNCTION runs_end_once() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.ended_at IS NOT NULL
                AND (NEW.state <> OLD.state OR NEW.ended_at <> OLD.ended_at)
            THEN
                RAISE EXCEPTION 'a run that has ended stays as it ended'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END
        $$;
        CREATE TRIGGER runs_end_once BEFORE UPDATE ON runs
            FOR EACH ROW EXECUTE FUNCTION runs_end_once();

        CREATE TABLE run_vaults (
            run_id uuid NOT NULL REFERENCES runs ON DELETE CASCADE,
            vault_id uuid NOT NULL,
            position bigint NOT NULL CHECK (position >= 0),
            result text COLLATE "C" CHECK (result IN ('stored', 'done', 'failed', 'cancelled')),
            attempt bigint CHECK (attempt >= 1),
            locator text COLLATE "C",
            size bigint CHECK (size >= 0),
            failure_code text COLLATE "C",
            failure_message text COLLATE "C",
            failure_disposition text COLLATE "C"
                CHECK (failure_disposition IN ('retryable', 'permanent', 'needsOperator')),
            PRIMARY KEY (run_id, vault_id),
            UNIQUE (run_id, position),
            CHECK ((result IS NULL) = (attempt IS NULL)),
            CHECK ((result IS NULL) = (size IS NULL)),
            CHECK ((locator IS NOT NULL) = (result IS NOT NULL AND result = 'stored')),
            CHECK ((failure_code IS NOT NULL) = (result IS NOT NULL AND result = 'failed')),
            CHECK ((failure_code IS NULL) = (failure_message IS NULL)),
            CHECK ((failure_code IS NULL) = (failure_disposition IS NULL))
        );
        CREATE INDEX run_vaults_of_vault ON run_vaults (vault_id);

        CREATE TABLE run_paths (
            run_id uuid NOT NULL REFERENCES runs ON DELETE CASCADE,
            position bigint NOT NULL CHECK (position >= 0),
            path text COLLATE "C" NOT NULL,
            PRIMARY KEY (run_id, position)
        );

        CREATE TABLE run_events (
            run_id uuid NOT NULL REFERENCES runs ON DELETE CASCADE,
            number bigint NOT NULL CHECK (number >= 1),
            time bigint NOT NULL,
            received_at bigint NOT NULL,
            kind text COLLATE "C" NOT NULL
                CHECK (kind IN ('queued', 'given', 'refused', 'cancelling', 'interrupted',
                    'dropped', 'began', 'finalizing', 'outcome', 'retried', 'ended', 'skipped',
                    'drilled', 'planned', 'line')),
            level text COLLATE "C" NOT NULL CHECK (level IN ('info', 'warning', 'error')),
            attempt bigint,
            vault_id uuid,
            code text COLLATE "C",
            text text COLLATE "C" NOT NULL,
            agent_id uuid,
            incarnation uuid,
            sequence bigint CHECK (sequence >= 1),
            PRIMARY KEY (run_id, number),
            UNIQUE (agent_id, incarnation, sequence),
            CHECK ((agent_id IS NULL) = (incarnation IS NULL)),
            CHECK ((agent_id IS NULL) = (sequence IS NULL))
        );

        CREATE TABLE journals (
            agent_id uuid NOT NULL REFERENCES agents ON DELETE CASCADE,
            incarnation uuid NOT NULL,
            committed bigint NOT NULL CHECK (committed >= 0),
            missing bigint NOT NULL CHECK (missing >= 0),
            refused bigint NOT NULL CHECK (refused >= 0),
            seen_at bigint NOT NULL,
            PRIMARY KEY (agent_id, incarnation)
        );
        CREATE INDEX journals_by_use ON journals (agent_id, seen_at);

        CREATE TABLE snapshots (
            id uuid PRIMARY KEY,
            tenant_id uuid NOT NULL,
            vault_id uuid NOT NULL,
            locator text COLLATE "C" NOT NULL CHECK (length(locator) BETWEEN 1 AND 128),
            source_id uuid,
            run_id uuid,
            claimed_at bigint NOT NULL,
            first_seen_at bigint NOT NULL,
            last_seen_at bigint NOT NULL,
            gone_at bigint,
            size bigint NOT NULL CHECK (size >= 0),
            is_good smallint NOT NULL CHECK (is_good IN (0, 1)),
            pinned_by uuid,
            pinned_at bigint,
            pin_note text COLLATE "C",
            UNIQUE (tenant_id, id),
            UNIQUE (vault_id, locator),
            FOREIGN KEY (tenant_id, vault_id) REFERENCES vaults (tenant_id, id)
                ON DELETE CASCADE,
            CHECK ((pinned_by IS NULL) = (pinned_at IS NULL)),
            CHECK ((pinned_by IS NULL) = (pin_note IS NULL))
        );
        CREATE UNIQUE INDEX snapshots_of_run ON snapshots (vault_id, run_id)
            WHERE run_id IS NOT NULL;
        CREATE INDEX snapshots_by_age ON snapshots (tenant_id, claimed_at, id);
        CREATE INDEX snapshots_of_source ON snapshots (source_id, claimed_at);
        CREATE INDEX snapshots_of_vault ON snapshots (vault_id, last_seen_at);

        CREATE TABLE snapshot_holds (
            id uuid PRIMARY KEY,
            snapshot_id uuid NOT NULL REFERENCES snapshots ON DELETE CASCADE,
            reason text COLLATE "C" NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
            placed_at bigint NOT NULL,
            until_at bigint,
            released_at bigint
        );
        CREATE INDEX holds_of_snapshot ON snapshot_holds (snapshot_id, placed_at);

        CREATE TABLE vault_readings (
            vault_id uuid NOT NULL REFERENCES vaults ON DELETE CASCADE,
            reading uuid NOT NULL,
            agent_id uuid NOT NULL REFERENCES agents ON DELETE CASCADE,
            pages bigint NOT NULL CHECK (pages >= 1),
            began_at bigint NOT NULL,
            PRIMARY KEY (agent_id, reading)
        );

        CREATE TABLE deletions (
            id uuid PRIMARY KEY,
            tenant_id uuid NOT NULL,
            snapshot_id uuid NOT NULL,
            state text COLLATE "C" NOT NULL
                CHECK (state IN ('queued', 'running', 'retrying', 'blocked', 'done', 'ignored')),
            tries bigint NOT NULL CHECK (tries >= 0),
            run_id uuid,
            created_at bigint NOT NULL,
            not_before bigint NOT NULL,
            FOREIGN KEY (tenant_id, snapshot_id) REFERENCES snapshots (tenant_id, id)
                ON DELETE CASCADE
        );
        CREATE UNIQUE INDEX open_deletions ON deletions (snapshot_id)
            WHERE state IN ('queued', 'running', 'retrying', 'blocked');
        CREATE INDEX deletions_by_age ON deletions (tenant_id, created_at, id);

        CREATE TABLE alerts (
            id uuid PRIMARY KEY,
            tenant_id uuid REFERENCES tenants ON DELETE CASCADE,
            dedup_key text COLLATE "C" NOT NULL,
            kind text COLLATE "C" NOT NULL,
            severity text COLLATE "C" NOT NULL CHECK (severity IN ('warning', 'critical')),
            state text COLLATE "C" NOT NULL CHECK (state IN ('raised', 'acknowledged', 'resolved')),
            raised_at bigint NOT NULL,
            last_seen_at bigint NOT NULL,
            count bigint NOT NULL CHECK (count >= 1),
            acknowledged_by uuid,
            resolved_at bigint,
            CHECK ((state = 'resolved') = (resolved_at IS NOT NULL))
        );
        CREATE UNIQUE INDEX open_alerts ON alerts (dedup_key) WHERE state <> 'resolved';
        CREATE INDEX alerts_by_age ON alerts (tenant_id, raised_at, id);
        """
}
