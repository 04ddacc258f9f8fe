package desk

import (
	"embed"
	"errors"
	"io/fs"
	"net/http"

	"okaeri/internal/web"
)

//go:embed page/*.html
var files embed.FS

// Config is what the desk's pages are made of.
type Config struct {
	Site         web.Site
	Staff        Staff
	Passkeys     Passkeys  // nil where browsers give none to the public URL: a numeric address
	Provider     Provider  // nil without OpenID Connect
	ProviderName web.Words // what people call it
	Key          []byte    // signs what browsers keep during a sign-in; at least 16 bytes
	Used         Ledger
	Cases        Cases    // nil: a desk without cases
	Seat         Seat     // needed with Cases
	Tokens       Minter   // nil: nobody decides through the API
	Settings     Settings // nil: a desk without settings
	Form         Form     // nil: the form can't be looked at there
	Record       Record   // nil: a desk without the record
	Figures      Figures  // nil: a desk that counts nothing
}

// check names what is missing.
func (c *Config) check() error {
	switch {
	case c.Staff == nil || c.Used == nil:
		return errors.New("desk: the story of the staff and a ledger are needed")
	case len(c.Key) < 16:
		return errors.New("desk: the key is shorter than 16 bytes")
	}
	if c.Cases != nil && c.Seat == nil {
		return errors.New("desk: with cases it needs a way into the applicant's pages")
	}
	return nil
}

// Desk answers the requests of people who work here.
type Desk struct {
	Config
	shell  *web.Shell
	pages  *web.Pages
	routes *web.Routes
	gets   *http.ServeMux // knows which addresses are pages, to bring people back to one
	menu   []entry
}

// New builds the desk, or says what is missing.
func New(c Config) (*Desk, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	shell, err := web.New(c.Site)
	if err != nil {
		return nil, err
	}
	dir, err := fs.Sub(files, "page")
	if err != nil {
		return nil, err
	}
	d := &Desk{Config: c, shell: shell, routes: shell.Routes(), gets: http.NewServeMux()}
	if d.pages, err = shell.Pages(dir, nil); err != nil {
		return nil, err
	}
	d.register()
	return d, nil
}

// Handler answers /desk and everything below it, and the files of static/.
func (d *Desk) Handler() http.Handler { return d.shell.Guard(d.routes) }
