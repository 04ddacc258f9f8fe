package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

// Seat puts a case into the session of the applicant's pages in this browser, so that the form goes on with it.
type Seat func(ctx context.Context, w http.ResponseWriter, r *http.Request, caseID string) error

// assistView begins an application that a person of the staff types.
type assistView struct {
	Page
	Ways      []option
	Way, Shop string
}

// showAssist shows the beginning, or goes to the slip of a reference number.
func (d *Desk) showAssist(t *turn) {
	if ref := recovery.NormalRef(t.r.URL.Query().Get("ref")); ref != "" {
		t.goTo("/desk/assist/" + url.PathEscape(ref))
		return
	}
	t.show("assist", t.assistOf("counter", ""), "desk.assist.title")
}

func (t *turn) assistOf(way, shop string) *assistView {
	v := &assistView{Way: way, Shop: shop}
	for _, w := range recovery.AssistedWays {
		v.Ways = append(v.Ways, option{w, t.say("desk.way." + w), w == way})
	}
	return v
}

// assist opens the form for the applicant: the same form, in this browser.
func (d *Desk) assist(t *turn) {
	way, ok := t.one("way")
	if !ok {
		return
	}
	shop, ok := t.one("shop")
	if !ok || !t.whole() {
		return
	}
	visitor := recovery.Visitor{IP: t.visit.IP, UserAgent: t.agent(), Language: t.lang(), Lane: "off"}
	id, err := d.Cases.BeginAssisted(t.ctx(), t.actor(), visitor, way, strings.TrimSpace(shop))
	var refused *recovery.Refused
	if errors.As(err, &refused) && (refused.Code == "shop_missing" || refused.Code == "words_long") {
		t.again("assist", t.assistOf(way, shop), []web.Fault{t.fault("shop", refused.Code)}, "desk.assist.title")
		return
	}
	if err == nil {
		err = d.Seat(t.ctx(), t.w, t.r, id)
	}
	t.done(err, "/recover/who")
}

// slipView is one sheet for the applicant to take home.
type slipView struct {
	Page
	Slip  recovery.Slip
	Begun string
	Sent  string
	Due   string
	Home  string
}

// showSlip shows the slip to whoever typed the application.
func (d *Desk) showSlip(t *turn) {
	slip, err := d.Cases.Slip(t.ctx(), t.actor(), t.r.PathValue("ref"))
	if err != nil {
		t.fail(err)
		return
	}
	v := &slipView{Slip: slip, Begun: t.moment(slip.Begun), Due: t.moment(slip.Due), Home: t.d.shell.PublicURL.JoinPath("status").String()}
	if !slip.Sent.IsZero() {
		v.Sent = t.moment(slip.Sent)
	}
	v.Ref = slip.Ref
	t.show("slip", v, "desk.slip.title")
}
