package front

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"okaeri/internal/web"
)

// doorView is the sign-in page of the sample provider, or its inside.
type doorView struct {
	web.Page
	In         bool
	Identifier string
	Mailbox    string
}

const momijiCookie = "momiji"

// door shows the sign-in page, or welcomes who is signed in. A session that a recovery has ended is over.
func (f *front) door(w http.ResponseWriter, r *http.Request) {
	id, epoch, ok := f.session(r)
	if ok {
		alive, err := f.Accounts.Alive(r.Context(), id, epoch)
		if err != nil {
			panic(err) // Guard logs it and shows the calm page
		}
		ok = alive
	}
	f.show(w, r, &doorView{In: ok, Mailbox: f.Mailbox})
}

func (f *front) show(w http.ResponseWriter, r *http.Request, v *doorView) {
	title := "front.door.title"
	if v.In {
		title = "front.in.title"
	}
	v.Title = f.shell.T(web.VisitOf(r).Lang, title)
	f.pages.Render(w, r, http.StatusOK, "momiji", v)
}

// signIn tries an identifier and a password. What was typed as the password is never shown again.
func (f *front) signIn(w http.ResponseWriter, r *http.Request) {
	form, err := web.ReadForm(r)
	if err != nil {
		f.shell.Fail(w, r, http.StatusBadRequest, "form")
		return
	}
	identifier, err := form.One("identifier")
	password := form.All("password")
	if err != nil || len(password) != 1 || form.Empty() != nil {
		f.shell.Fail(w, r, http.StatusBadRequest, "form")
		return
	}
	id, epoch, ok, err := f.Accounts.SignIn(r.Context(), identifier, password[0])
	if err != nil {
		panic(err) // Guard logs it and shows the calm page
	}
	if !ok {
		words := f.shell.T(web.VisitOf(r).Lang, "front.door.wrong")
		f.show(w, r, &doorView{Identifier: identifier, Page: web.Page{Faults: []web.Fault{{Field: "identifier", Words: words}}}})
		return
	}
	f.set(w, id+"."+strconv.FormatInt(epoch, 10), 0)
	f.shell.Go(w, r, "/momiji")
}

// signOut ends the visit.
func (f *front) signOut(w http.ResponseWriter, r *http.Request) {
	f.set(w, "", -1)
	f.shell.Go(w, r, "/momiji")
}

// set writes the signed session cookie.
func (f *front) set(w http.ResponseWriter, value string, age int) {
	if value != "" {
		value += "." + f.sign(value)
	}
	http.SetCookie(w, &http.Cookie{
		Name: momijiCookie, Value: value, Path: f.shell.Path("/momiji"), MaxAge: age,
		HttpOnly: true, Secure: f.Site.PublicURL.Scheme == "https", SameSite: http.SameSiteLaxMode,
	})
}

// session reads it back.
func (f *front) session(r *http.Request) (id string, epoch int64, ok bool) {
	c, err := r.Cookie(momijiCookie)
	if err != nil {
		return "", 0, false
	}
	i := strings.LastIndexByte(c.Value, '.')
	if i < 0 || !hmac.Equal([]byte(c.Value[i+1:]), []byte(f.sign(c.Value[:i]))) {
		return "", 0, false
	}
	id, number, _ := strings.Cut(c.Value[:i], ".")
	epoch, err = strconv.ParseInt(number, 10, 64)
	return id, epoch, err == nil
}

func (f *front) sign(value string) string {
	mac := hmac.New(sha256.New, f.Site.DeviceKey)
	mac.Write([]byte("momiji\x00" + value))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
