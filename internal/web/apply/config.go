package apply

import (
	"context"
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

//go:embed page/*.html
var files embed.FS

// Config is what the applicant's pages are made of.
type Config struct {
	Site          web.Site
	Story         Story
	Questionnaire *intake.Questionnaire
	Sessions      *scs.SessionManager // its store is the caller's; the rest is set up here
	Robot         Robot
	Ways          []Way  // faster ways back that really exist; none is fine
	Counts        Counts // nil: nothing is counted
	// Timing is what the story keeps to, so that no page promises another length; the default where it is left out.
	Timing recovery.Timing
}

// Way is a faster way back into an account that the operator really offers, such as an own page that resets a password by telephone.
type Way struct {
	Title, Words web.Words
	URL          string
}

// Ledger remembers secrets that may be used once. Spent notes an id as used until a time, and tells whether this was the first time.
// It is asked by every replica at once and must say "first" to one of them only.
type Ledger interface {
	Spent(ctx context.Context, id string, until time.Time) (fresh bool, err error)
}

// Apply answers the applicant's requests.
type Apply struct {
	shell    *web.Shell
	pages    *web.Pages
	story    Story
	q        *intake.Questionnaire
	sessions *scs.SessionManager
	robot    Robot
	ways     []Way
	counts   Counts
	lists    map[string]lists
	lengths  map[string]time.Duration
	qr       []byte
	empty    sync.Map // views of fields that nobody has answered, by emptyField
}

// New builds the pages as one handler for every path of the site, or says what is missing. Without a public URL it refuses (V1).
func New(c Config) (http.Handler, error) {
	if c.Story == nil || c.Questionnaire == nil || c.Sessions == nil {
		return nil, errors.New("apply: story, questionnaire and sessions are needed")
	}
	if c.Counts == nil {
		c.Counts = uncounted{}
	}
	if err := c.Robot.check(); err != nil {
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
	a := &Apply{
		shell: shell, story: c.Story, q: c.Questionnaire, sessions: shell.Sessions(c.Sessions), robot: c.Robot, ways: c.Ways, counts: c.Counts,
		lists: makeLists(shell), lengths: lengths(c.Timing),
	}
	if a.pages, err = shell.Pages(dir, template.FuncMap{"length": a.length}); err != nil {
		return nil, err
	}
	if a.qr, err = qrPicture(c.Site.PublicURL.JoinPath("status").String()); err != nil {
		return nil, err
	}
	return shell.Guard(a.routes()), nil
}

// routes lists every address. Those with a session go through Apply.with.
func (a *Apply) routes() http.Handler {
	rt := a.shell.Routes()
	still := func(path, page, title string) {
		rt.Handle("GET "+path, a.with(func(t *turn) { t.show(page, &t.page, title) }))
	}
	rt.Handle("GET /{$}", func(w http.ResponseWriter, r *http.Request) { a.shell.Go(w, r, "/recover") })
	rt.Handle("GET /recover", a.with((*turn).start))
	rt.Handle("GET /recover/ways", a.with((*turn).fasterWays))
	rt.Handle("GET /recover/worksheet", a.with((*turn).worksheet))
	still("/recover/lost", "lost", "apply.lost.title")
	rt.Handle("GET /recover/kept", a.with((*turn).kept))
	rt.Handle("GET /recover/robot/{token}/{file}", a.with((*turn).robotFile))
	rt.Handle("GET /recover/send", a.with((*turn).look))
	rt.Handle("POST /recover/send", a.with((*turn).send))
	rt.Handle("GET /recover/sent", a.with((*turn).sent))
	rt.Handle("GET /recover/slip", a.with((*turn).slip))
	rt.Handle("GET /recover/status.svg", a.picture)
	rt.Handle("GET /recover/{page}", a.with((*turn).ask))
	rt.Handle("POST /recover/{page}", a.with((*turn).take))

	rt.Handle("GET /status", a.with((*turn).status))
	rt.Handle("POST /status", a.with((*turn).comeBack))
	rt.Handle("GET /status/code", a.with((*turn).backCode))
	rt.Handle("POST /status/code", a.with((*turn).proveBack))
	rt.Handle("GET /status/withdraw", a.with((*turn).askWithdraw))
	rt.Handle("POST /status/withdraw", a.with((*turn).withdraw))

	rt.Handle("GET /status/contact", a.with((*turn).askMove))
	rt.Handle("POST /status/contact", a.with((*turn).takeMove))
	rt.Handle("GET /status/contact/code", a.with((*turn).moveAsk))
	rt.Handle("POST /status/contact/code", a.with((*turn).proveMove))
	rt.Handle("GET /status/more", a.with((*turn).more))
	rt.Handle("POST /status/more", a.with((*turn).sendMore))
	rt.Handle("GET /status/more/{page}", a.with((*turn).askMore))
	rt.Handle("POST /status/more/{page}", a.with((*turn).takeMore))
	rt.Handle("GET /status/appeal", a.with((*turn).appeal))
	rt.Handle("POST /status/appeal", a.with((*turn).takeAppeal))

	rt.Handle("GET /check", a.with((*turn).letter))
	rt.Handle("POST /check", a.with((*turn).checkLetter))
	rt.Handle("GET /not-me/{token}", a.with((*turn).notMe))
	rt.Handle("POST /not-me/{token}", a.with((*turn).contest))
	rt.Handle("GET /undo/{token}", a.with((*turn).undoView))
	rt.Handle("POST /undo/{token}", a.with((*turn).undo))
	rt.Handle("GET /keep/{token}", a.with((*turn).keepView))
	rt.Handle("POST /keep/{token}", a.with((*turn).keepContact))
	rt.Handle("GET /finish/{token}", a.with((*turn).finishLink))
	rt.Handle("POST /finish/{token}", a.with((*turn).finishCode))
	rt.Handle("GET /finish/{token}/code", a.with((*turn).finishAsk))
	rt.Handle("POST /finish/{token}/code", a.with((*turn).finishProve))
	rt.Handle("GET /finish/new", a.with((*turn).newPassword))
	rt.Handle("POST /finish/new", a.with((*turn).setPassword))
	rt.Handle("GET /finish/done", a.with((*turn).done))

	still("/clear", "clear", "apply.clear.title")
	rt.Handle("POST /clear", a.with((*turn).clear))
	rt.Handle("GET /cleared/{lang}", a.cleared)
	return rt
}
