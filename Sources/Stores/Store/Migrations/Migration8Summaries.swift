extension Migration {
    /// What the overview says, kept with every change: how each source stands, what each vault
    /// holds, and how much of everything a tenant has, in all and by day. What there was before is
    /// counted here, once.
    ///
    /// A tenant's tallies lie in shards, whose sum counts: on PostgreSQL those who change them at
    /// the same time seldom meet. One shard by itself may be below zero.
    static let eighthSummaries = Migration(
        6, "summaries", sqlite: sqliteScript, postgres: postgresScript)

    private static let sqliteScript: StaticString = """
        CREATE TABLE tenant_tallies (
            tenant_id BLOB NOT NULL REFERENCES tenants ON DELETE CASCADE,
            shard INTEGER NOT NULL CHECK (shard BETWEEN 0 AND 7),
            agents INTEGER NOT NULL,
            vaults INTEGER NOT NULL,
            snapshots INTEGER NOT NULL,
            stored INTEGER NOT NULL,
            waiting INTEGER NOT NULL,
            good INTEGER NOT NULL,
            warned INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            stale INTEGER NOT NULL,
            paused INTEGER NOT NULL,
            PRIMARY KEY (tenant_id, shard)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tenant_days (
            tenant_id BLOB NOT NULL REFERENCES tenants ON DELETE CASCADE,
            day INTEGER NOT NULL,
            shard INTEGER NOT NULL CHECK (shard BETWEEN 0 AND 7),
            succeeded INTEGER NOT NULL,
            warned INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            cancelled INTEGER NOT NULL,
            skipped INTEGER NOT NULL,
            content INTEGER NOT NULL,
            stored INTEGER NOT NULL,
            PRIMARY KEY (tenant_id, day, shard)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE source_summaries (
            source_id BLOB NOT NULL PRIMARY KEY REFERENCES sources ON DELETE CASCADE,
            tenant_id BLOB NOT NULL,
            standing TEXT NOT NULL CHECK (standing IN ('waiting', 'good', 'warned',
                'failed', 'stale', 'paused')),
            is_stale INTEGER NOT NULL CHECK (is_stale IN (0, 1)),
            last_run_id BLOB,
            last_run_at INTEGER,
            last_state TEXT CHECK (last_state IN ('succeeded', 'warned', 'failed')),
            last_ended_at INTEGER,
            last_good_at INTEGER,
            CHECK ((last_run_id IS NULL) = (last_state IS NULL)),
            CHECK ((last_run_id IS NULL) = (last_run_at IS NULL)),
            CHECK ((last_run_id IS NULL) = (last_ended_at IS NULL))
        ) STRICT;

        CREATE INDEX needy_sources
            ON source_summaries (tenant_id, standing, coalesce(last_ended_at, 0), source_id)
            WHERE standing IN ('failed', 'stale', 'warned');

        CREATE TABLE vault_summaries (
            vault_id BLOB NOT NULL PRIMARY KEY REFERENCES vaults ON DELETE CASCADE,
            tenant_id BLOB NOT NULL,
            snapshots INTEGER NOT NULL,
            stored INTEGER NOT NULL
        ) STRICT;

        CREATE INDEX fullest_vaults ON vault_summaries (tenant_id, stored, vault_id);

        CREATE INDEX open_runs_of_tenant ON runs (tenant_id, created_at, id)
            WHERE ended_at IS NULL;

        CREATE INDEX proving_runs ON runs (tenant_id, ended_at, id)
            WHERE kind = 'drill' AND state = 'succeeded';

        CREATE INDEX present_snapshots ON snapshots (tenant_id, claimed_at, id)
            WHERE gone_at IS NULL;

        CREATE INDEX failed_vaults ON vaults (tenant_id, created_at, id)
            WHERE readiness = 'failed';

        INSERT INTO source_summaries (source_id, tenant_id, standing, is_stale, last_run_id,
            last_run_at, last_state, last_ended_at, last_good_at)
        SELECT s.id, s.tenant_id, CASE WHEN s.is_enabled = 0 THEN 'paused'
            WHEN r.state IS NULL THEN 'waiting' WHEN r.state = 'succeeded' THEN 'good'
            ELSE r.state END, 0, r.id, r.created_at, r.state, r.ended_at,
            (SELECT max(g.ended_at) FROM runs g WHERE g.source_id = s.id AND g.kind = 'backup'
                AND g.state IN ('succeeded', 'warned'))
        FROM sources s LEFT JOIN runs r ON r.id = (
            SELECT l.id FROM runs l WHERE l.source_id = s.id AND l.kind = 'backup'
            AND l.state IN ('succeeded', 'warned', 'failed')
            ORDER BY l.created_at DESC, l.id DESC LIMIT 1);

        INSERT INTO vault_summaries (vault_id, tenant_id, snapshots, stored)
        SELECT v.id, v.tenant_id,
            (SELECT count(*) FROM snapshots n WHERE n.vault_id = v.id AND n.gone_at IS NULL),
            (SELECT CAST(coalesce(sum(n.size), 0) AS bigint) FROM snapshots n
                WHERE n.vault_id = v.id AND n.gone_at IS NULL)
        FROM vaults v;

        INSERT INTO tenant_tallies (tenant_id, shard, agents, vaults, snapshots, stored, waiting,
            good, warned, failed, stale, paused)
        SELECT t.id, 0, (SELECT count(*) FROM agents a WHERE a.tenant_id = t.id),
            (SELECT count(*) FROM vaults v WHERE v.tenant_id = t.id),
            (SELECT CAST(coalesce(sum(v.snapshots), 0) AS bigint) FROM vault_summaries v
                WHERE v.tenant_id = t.id),
            (SELECT CAST(coalesce(sum(v.stored), 0) AS bigint) FROM vault_summaries v
                WHERE v.tenant_id = t.id),
            (SELECT count(*) FROM source_summaries s
                WHERE s.tenant_id = t.id AND s.standing = 'waiting'),
            (SELECT count(*) FROM source_summaries s
                WHERE s.tenant_id = t.id AND s.standing = 'good'),
            (SELECT count(*) FROM source_summaries s
                WHERE s.tenant_id = t.id AND s.standing = 'warned'),
            (SELECT count(*) FROM source_summaries s
                WHERE s.tenant_id = t.id AND s.standing = 'failed'),
            (SELECT count(*) FROM source_summaries s
                WHERE s.tenant_id = t.id AND s.standing = 'stale'),
            (SELECT count(*) FROM source_summaries s
                WHERE s.tenant_id = t.id AND s.standing = 'paused')
        FROM tenants t;

        INSERT INTO tenant_days (tenant_id, day, shard, succeeded, warned, failed, cancelled,
            skipped, content, stored)
        SELECT tenant_id, day, 0, CAST(sum(succeeded) AS bigint), CAST(sum(warned) AS bigint),
            CAST(sum(failed) AS bigint), CAST(sum(cancelled) AS bigint),
            CAST(sum(skipped) AS bigint), CAST(sum(content) AS bigint),
            CAST(sum(stored) AS bigint)
        FROM (
            SELECT tenant_id, ended_at / 86400000 AS day,
                CASE WHEN state = 'succeeded' THEN 1 ELSE 0 END AS succeeded,
                CASE WHEN state = 'warned' THEN 1 ELSE 0 END AS warned,
                CASE WHEN state = 'failed' THEN 1 ELSE 0 END AS failed,
                CASE WHEN state = 'cancelled' THEN 1 ELSE 0 END AS cancelled,
                CASE WHEN state = 'skipped' THEN 1 ELSE 0 END AS skipped, content, 0 AS stored
            FROM runs WHERE ended_at IS NOT NULL
            UNION ALL
            SELECT tenant_id, first_seen_at / 86400000, 0, 0, 0, 0, 0, 0, size FROM snapshots
            UNION ALL
            SELECT tenant_id, gone_at / 86400000, 0, 0, 0, 0, 0, 0, 0 - size FROM snapshots
            WHERE gone_at IS NOT NULL
        ) AS changes GROUP BY tenant_id, day;
        """

    private static let postgresScript: StaticString = """
        CREATE TABLE tenant_tallies (
            tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
            shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 7),
            agents bigint NOT NULL,
            vaults bigint NOT NULL,
            snapshots bigint NOT NULL,
            stored bigint NOT NULL,
            waiting bigint NOT NULL,
            good bigint NOT NULL,
            warned bigint NOT NULL,
            failed bigint NOT NULL,
            stale bigint NOT NULL,
            paused bigint NOT NULL,
            PRIMARY KEY (tenant_id, shard)
        );

        CREATE TABLE tenant_days (
            tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
            day bigint NOT NULL,
            shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 7),
            succeeded bigint NOT NULL,
            warned bigint NOT NULL,
            failed bigint NOT NULL,
            cancelled bigint NOT NULL,
            skipped bigint NOT NULL,
            content bigint NOT NULL,
            stored bigint NOT NULL,
            PRIMARY KEY (tenant_id, day, shard)
        );

        CREATE TABLE source_summaries (
            source_id uuid PRIMARY KEY REFERENCES sources ON DELETE CASCADE,
            tenant_id uuid NOT NULL,
            standing text COLLATE "C" NOT NULL CHECK (standing IN ('waiting', 'good', 'warned',
                'failed', 'stale', 'paused')),
            is_stale smallint NOT NULL CHECK (is_stale IN (0, 1)),
            last_run_id uuid,
            last_run_at bigint,
            last_state text COLLATE "C" CHECK (last_state IN ('succeeded', 'warned', 'failed')),
            last_ended_at bigint,
            last_good_at bigint,
            CHECK ((last_run_id IS NULL) = (last_state IS NULL)),
            CHECK ((last_run_id IS NULL) = (last_run_at IS NULL)),
            CHECK ((last_run_id IS NULL) = (last_ended_at IS NULL))
        );

        CREATE INDEX needy_sources
            ON source_summaries (tenant_id, standing, coalesce(last_ended_at, 0), source_id)
            WHERE standing IN ('failed', 'stale', 'warned');

        CREATE TABLE vault_summaries (
            vault_id uuid PRIMARY KEY REFERENCES vaults ON DELETE CASCADE,
            tenant_id uuid NOT NULL,
            snapshots bigint NOT NULL,
            stored bigint NOT NULL
        );

        CREATE INDEX fullest_vaults ON vault_summaries (tenant_id, stored, vault_id);

        CREATE INDEX open_runs_of_tenant ON runs (tenant_id, created_at, id)
            WHERE ended_at IS NULL;

        CREATE INDEX proving_runs ON runs (tenant_id, ended_at, id)
            WHERE kind = 'drill' AND state = 'succeeded';

        CREATE INDEX present_snapshots ON snapshots (tenant_id, claimed_at, id)
            WHERE gone_at IS NULL;

        CREATE INDEX failed_vaults ON vaults (tenant_id, created_at, id)
            WHERE readiness = 'failed';

        INSERT INTO source_summaries (source_id, tenant_id, standing, is_stale, last_run_id,
            last_run_at, last_state, last_ended_at, last_good_at)
        SELECT s.id, s.tenant_id, CASE WHEN s.is_enabled = 0 THEN 'paused'
            WHEN r.state IS NULL THEN 'waiting' WHEN r.state = 'succeeded' THEN 'good'
            ELSE r.state END, 0, r.id, r.created_at, r.state, r.ended_at,
            (SELECT max(g.ended_at) FROM runs g WHERE g.source_id = s.id AND g.kind = 'backup'
                AND g.state IN ('succeeded', 'warned'))
        FROM sources s LEFT JOIN runs r ON r.id = (
            SELECT l.id FROM runs l WHERE l.source_id = s.id AND l.kind = 'backup'
            AND l.state IN ('succeeded', 'warned', 'failed')
            ORDER BY l.created_at DESC, l.id DESC LIMIT 1);

        INSERT INTO vault_summaries (vault_id, tenant_id, snapshots, stored)
        SELECT v.id, v.tenant_id,
            (SELECT count(*) FROM snapshots n WHERE n.vault_id = v.id AND n.gone_at IS NULL),
            (SELECT CAST(coalesce(sum(n.size), 0) AS bigint) FROM snapshots n
                WHERE n.vault_id = v.id AND n.gone_at IS NULL)
        FROM vaults v;

        INSERT INTO tenant_tallies (tenant_id, shard, agents, vaults, snapshots, stored, waiting,
            good, warned, failed, stale, paused)
        SELECT t.id, 0, (SELECT count(*) FROM agents a WHERE a.tenant_id = t.id),
            (SELECT count(*) FROM vaults v WHERE v.tenant_id = t.id),
            (SELECT CAST(coalesce(sum(v.snapshots), 0) AS bigint) FROM vault_summaries v
                WHERE v.tenant_id = t.id),
            (SELECT CAST(coalesce(sum(v.stored), 0) AS bigint) FROM vault_summaries v
                WHERE v.tenant_id = t.id),
            (SELECT count(*) FROM source_summaries s
                WHERE s.tenant_id = t.id AND s.standing = 'waiting'),
            (SELECT count(*) FROM source_summaries s
                WHERE s.tenant_id = t.id AND s.standing = 'good'),
            (SELECT count(*) FROM source_summaries s
                WHERE s.tenant_id = t.id AND s.standing = 'warned'),
            (SELECT count(*) FROM source_summaries s
                WHERE s.tenant_id = t.id AND s.standing = 'failed'),
            (SELECT count(*) FROM source_summaries s
                WHERE s.tenant_id = t.id AND s.standing = 'stale'),
            (SELECT count(*) FROM source_summaries s
                WHERE s.tenant_id = t.id AND s.standing = 'paused')
        FROM tenants t;

        INSERT INTO tenant_days (tenant_id, day, shard, succeeded, warned, failed, cancelled,
            skipped, content, stored)
        SELECT tenant_id, day, 0, CAST(sum(succeeded) AS bigint), CAST(sum(warned) AS bigint),
            CAST(sum(failed) AS bigint), CAST(sum(cancelled) AS bigint),
            CAST(sum(skipped) AS bigint), CAST(sum(content) AS bigint),
            CAST(sum(stored) AS bigint)
        FROM (
            SELECT tenant_id, ended_at / 86400000 AS day,
                CASE WHEN state = 'succeeded' THEN 1 ELSE 0 END AS succeeded,
                CASE WHEN state = 'warned' THEN 1 ELSE 0 END AS warned,
                CASE WHEN state = 'failed' THEN 1 ELSE 0 END AS failed,
                CASE WHEN state = 'cancelled' THEN 1 ELSE 0 END AS cancelled,
                CASE WHEN state = 'skipped' THEN 1 ELSE 0 END AS skipped, content, 0 AS stored
            FROM runs WHERE ended_at IS NOT NULL
            UNION ALL
            SELECT tenant_id, first_seen_at / 86400000, 0, 0, 0, 0, 0, 0, size FROM snapshots
            UNION ALL
            SELECT tenant_id, gone_at / 86400000, 0, 0, 0, 0, 0, 0, 0 - size FROM snapshots
            WHERE gone_at IS NOT NULL
        ) AS changes GROUP BY tenant_id, day;
        """
}
