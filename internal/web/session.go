package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
)

// SessionLife is how long a session may go on: as long as a draft lives.
const SessionLife = 72 * time.Hour

// Sessions sets a session manager up for the site: its cookie is for our pages only, out of reach for scripts and other sites, over
// TLS where the site has it, kept only in the store's hashed form, and gone with the browser unless a session says otherwise. Idle
// sessions are not timed, since that would cost a write for every page.
func (s *Shell) Sessions(m *scs.SessionManager) *scs.SessionManager {
	m.Lifetime = SessionLife
	m.IdleTimeout = 0
	m.HashTokenInStore = true
	m.Codec = plainCodec{}
	m.Cookie.Name = "okaeri"
	m.Cookie.Path = s.base() + "/"
	m.Cookie.HttpOnly = true
	m.Cookie.Secure = s.secure()
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Persist = false
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		panic(fmt.Errorf("web: session: %w", err)) // Guard logs it and shows the calm page
	}
	return m
}
