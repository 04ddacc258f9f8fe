package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Used tells whether a database holds something of ours already. It makes nothing.
func Used(ctx context.Context, url string) (bool, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return false, errors.New("postgres: the database URL cannot be read; it looks like postgres://user:password@host:5432/name")
	}
	for _, ours := range []string{"pool_max_conns", "pool_min_conns", "pool_max_conn_lifetime", "pool_max_conn_idle_time", "pool_health_check_period"} {
		delete(config.RuntimeParams, ours) // words for the pool, which a server does not know
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return false, fmt.Errorf("postgres: %s: %w", config.Host, err)
	}
	defer conn.Close(ctx) //nolint:errcheck // nothing was written
	var used bool
	if err := conn.QueryRow(ctx, "SELECT to_regclass('meta') IS NOT NULL").Scan(&used); err != nil || !used {
		return false, err
	}
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'keys')").Scan(&used)
	return used, err
}
