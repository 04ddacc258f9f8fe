package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"

	sqlite "modernc.org/sqlite"
)

// openPrepared opens a pool whose connections keep their statements prepared. Parsing and planning took a third of the time of a
// saved page (measured November 2026); database/sql can keep statements prepared only if each is named in advance, and the job
// queue's are not ours to name.
func openPrepared(dsn string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector{c}), nil
}

type connector struct{ driver.Connector }

// Connect opens a connection and wraps it.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	base, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{full: base.(full), prepared: map[string]*prepared{}}, nil
}

// full is everything that the driver's connections can do; the wrapper must not be able to do less.
type full interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// conn is a connection that keeps statements prepared. database/sql lets one goroutine at a time use it.
type conn struct {
	full
	prepared map[string]*prepared
}

// prepared is one statement; busy while its rows are being read.
type prepared struct {
	stmt driver.Stmt
	busy bool
}

// The limits of what is kept for each connection.
const (
	keptStatements = 300
	keptLength     = 16 << 10
)

// statement returns a prepared statement that is free, or nil where the text is to be run as it is: scripts, changes of the
// tables, and whatever exceeds the limits.
func (c *conn) statement(ctx context.Context, query string) (*prepared, error) {
	if p, ok := c.prepared[query]; ok {
		if p.busy {
			return nil, nil
		}
		return p, nil
	}
	if len(c.prepared) >= keptStatements || len(query) > keptLength || !worthKeeping(query) {
		return nil, nil
	}
	stmt, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p := &prepared{stmt: stmt}
	c.prepared[strings.Clone(query)] = p
	return p, nil
}

// worthKeeping leaves out scripts and statements that are run once.
func worthKeeping(query string) bool {
	if i := strings.IndexByte(query, ';'); i >= 0 && strings.TrimSpace(query[i+1:]) != "" {
		return false
	}
	for _, word := range []string{"CREATE", "ALTER", "DROP", "PRAGMA", "VACUUM", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"} {
		if len(query) >= len(word) && strings.EqualFold(query[:len(word)], word) {
			return false
		}
	}
	return true
}

// ExecContext runs a statement, prepared where it can be.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	p, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return c.full.ExecContext(ctx, query, args)
	}
	return p.stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

// QueryContext runs a query, prepared where it can be.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	p, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return c.full.QueryContext(ctx, query, args)
	}
	r, err := p.stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	p.busy = true
	return &rows{r, p}, nil
}

// Close closes the statements and the connection.
func (c *conn) Close() error {
	for _, p := range c.prepared {
		if err := p.stmt.Close(); err != nil {
			return err
		}
	}
	c.prepared = nil
	return c.full.Close()
}

// rows frees its statement when they are closed.
type rows struct {
	driver.Rows
	p *prepared
}

// Close ends the reading.
func (r *rows) Close() error {
	r.p.busy = false
	return r.Rows.Close()
}
