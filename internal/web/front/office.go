package front

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"okaeri/internal/web"
)

// Seat is a place at the desk: somebody whom the visitor may be.
type Seat struct {
	Login, Name string
	Role        string // the end of a key under front.seat in the catalogue: reviewer, senior, operator or admin
}

// Office is the desk behind the demo. The visitor comes in as anybody does: with a setup link that works once, and a passkey.
type Office interface {
	// Open tells whether the desk's past has been played to its end.
	Open() bool
	// Sit makes a setup link for a person of the desk and returns its address.
	Sit(ctx context.Context, login string) (string, error)
	// Token makes a token for the API and returns its secret, which nobody can read again.
	Token(ctx context.Context) (string, error)
}

// place is a seat in words.
type place struct {
	Login, Name, What string
}

// places tells what each of the people does.
func (f *front) places(lang string) []place {
	var out []place
	for _, s := range f.Seats {
		out = append(out, place{s.Login, s.Name, f.shell.T(lang, "front.seat."+s.Role)})
	}
	return out
}

// sit makes a link for one of the people and goes there.
func (f *front) sit(w http.ResponseWriter, r *http.Request) {
	form, err := web.ReadForm(r)
	if err != nil {
		f.shell.Fail(w, r, http.StatusBadRequest, "form")
		return
	}
	login, err := form.One("login")
	known := slices.ContainsFunc(f.Seats, func(s Seat) bool { return s.Login == login })
	if err != nil || !known || form.Empty() != nil {
		f.shell.Fail(w, r, http.StatusBadRequest, "form")
		return
	}
	link, err := f.Office.Sit(r.Context(), login)
	if err != nil {
		panic(err) // Guard logs it and shows the calm page
	}
	f.shell.Go(w, r, strings.TrimPrefix(link, strings.TrimSuffix(f.Site.PublicURL.String(), "/")))
}

// tokenView shows a token, this once.
type tokenView struct {
	web.Page
	Secret, Address string
}

// token makes one and shows it.
func (f *front) token(w http.ResponseWriter, r *http.Request) {
	secret, err := f.Office.Token(r.Context())
	if err != nil {
		panic(err) // Guard logs it and shows the calm page
	}
	v := &tokenView{Page: web.Page{Title: f.shell.T(web.VisitOf(r).Lang, "front.token.title")}, Secret: secret}
	v.Address = f.Site.PublicURL.JoinPath("api", "v1", "cases").String()
	f.pages.Render(w, r, http.StatusOK, "token", v)
}
