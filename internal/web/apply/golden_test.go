package apply_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/recovery"
	"okaeri/internal/web/apply"
)

var update = flag.Bool("update", false, "write the golden pages anew")

var (
	onceValue  = regexp.MustCompile(`name="once" value="[A-Z2-7]+"`)
	assetHash  = regexp.MustCompile(`/static/([a-z]+)\.[0-9a-f]{8}\.`)
	challenge  = regexp.MustCompile(`data-challenge="[^"]*"`)
	requestID  = regexp.MustCompile(`<span class="ref">[0-9a-f]{16}</span>`)
	countryRow = regexp.MustCompile(`(<option value="JP"[^>]*>[^<]*</option>).*?</select>`)
)

// still takes out of a page what changes with every request.
func still(body string) string {
	body = onceValue.ReplaceAllString(body, `name="once" value="ONCE"`)
	body = assetHash.ReplaceAllString(body, `/static/$1.HASH.`)
	body = challenge.ReplaceAllString(body, `data-challenge="CHALLENGE"`)
	body = requestID.ReplaceAllString(body, `<span class="ref">REQUEST</span>`)
	return countryRow.ReplaceAllString(body, "$1…</select>")
}

// golden compares the page shown with its file in testdata/golden.
func (v *visitor) golden(name string) {
	v.t.Helper()
	path := filepath.Join("testdata", "golden", v.lang, name+".html")
	got := still(v.body)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			v.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			v.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		v.t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		v.t.Errorf("%s (-want +got; write anew with -update):\n%s", path, diff)
	}
}

// tour shows every page of the applicant's side, as it is and with what needs another look.
func (v *visitor) tour(see func(name string)) {
	v.t.Helper()
	show := func(path, name string) { v.get(path); see(name) }
	show("/recover", "start")
	show("/recover/ways", "ways")
	show("/recover/worksheet", "worksheet")
	show("/recover/lost", "lost")
	show("/status", "back")
	v.post("/status", "ref", "7", "contact", "")
	see("back-faults")
	show("/check", "letter")
	v.post("/check", "ref", "")
	see("letter-faults")
	v.post("/check", "ref", "000-000-00")
	see("letter-not")
	v.tourForm(see)
	show("/recover/send", "send")
	v.post("/recover/send")
	see("sent")
	v.post("/check", "ref", "７ｋ２ 4m9 qx")
	see("letter-ours")
	show("/recover/slip", "slip")
	show("/status/withdraw", "withdraw")
	v.tourStates(see)
	v.tourLinks(see)
	v.tourTyped(see)
	show("/clear", "clear")
	v.post("/clear")
	see("cleared")
	show("/nothing-here", "missing")
}

// tourTyped shows pages that were sent after the session had ended: one with words, one with nothing but a secret.
func (v *visitor) tourTyped(see func(name string)) {
	v.loses()
	v.get("/recover")
	v.post("/recover/q-mail", "q.mail_subjects", "来週の同窓会について", "q.mail_recipients", "taro@example.jp", "q.mail_folders.unknown", "1")
	see("typed")
	v.post("/recover/passwords", "password", "himawari-1987")
	see("typed-secret")
}

func (v *visitor) tourForm(see func(name string)) {
	v.t.Helper()
	v.get("/recover/who")
	for _, step := range stepsIn(v.lang) {
		if v.pathNow() == "/recover/kept" {
			see("kept")
			v.get("/recover/" + step.page)
		}
		v.mustBeAt("/recover/" + step.page)
		see(step.page)
		if step.page != "else" {
			v.post("/recover/" + step.page)
			see(step.page + "-faults")
		}
		if step.page == "purchases" {
			v.post("/recover/purchases", "bought", "yes", "card_last4", "1234", "card_last4.2", "567", "bought_item", "切手", "more", "thing.2")
			see("purchases-more")
		}
		v.post("/recover/"+step.page, step.typed...)
	}
}

func (v *visitor) tourStates(see func(name string)) {
	c, now := v.caseOf(), v.clock.now()
	for _, state := range []recovery.State{
		recovery.Submitted, recovery.Reviewing, recovery.Holding, recovery.Ready, recovery.Restoring, recovery.Restored,
		recovery.Declined, recovery.Contested, recovery.Withdrawn, recovery.Undone, recovery.Expired,
	} {
		c.State, c.Submitted, c.Closed = state, now.Add(-time.Hour), time.Time{}
		if state == recovery.Declined {
			c.Closed = now
		}
		c.HoldUntil, c.ReadyTill, c.UndoUntil = now.Add(72*time.Hour), now.Add(72*time.Hour), now.Add(72*time.Hour)
		v.get("/status")
		see("status-" + string(state))
	}
	c.State, c.Due = recovery.Reviewing, now.Add(-time.Minute)
	v.get("/status")
	see("status-late")
	c.Due = now.Add(24 * time.Hour)
	v.tourMore(see)
	v.tourMove(see)
}

// allKinds are what people may ask an applicant to add, a page of each sort and what is no page.
var allKinds = []string{"name", "birth_date", "past_password", "mail_subject", "card", "device", "other"}

// tourMore shows what an applicant is asked to add, and the appeal.
func (v *visitor) tourMore(see func(name string)) {
	c, now := v.caseOf(), v.clock.now()
	c.State, c.Desk.Asked = recovery.Reviewing, recovery.Asked{Until: now.Add(48 * time.Hour), Kinds: allKinds}
	v.get("/status")
	see("status-need_more")
	v.get("/status/more")
	see("more")
	v.get("/status/more/q-mail")
	see("more-mail")
	v.post("/status/more/q-mail")
	see("more-mail-faults")
	v.post("/status/more/q-mail", "q.mail_subjects", "町内会の見積もり", "q.mail_recipients.unknown", "1", "q.mail_folders.unknown", "1", "q.mail_contacts.unknown", "1")
	v.get("/status/more/passwords")
	v.post("/status/more/passwords", "password", "kinmokusei", "password_when", "2015")
	v.mustBeAt("/status/more")
	see("more-some")
	v.post("/status/more")
	v.mustBeAt("/status")
	c.State, c.Closed = recovery.Declined, now
	v.get("/status/appeal")
	see("appeal")
	v.post("/status/appeal", "words", "")
	see("appeal-faults")
	v.post("/status/appeal", "words", "ほかに思い出したことがあります。\r\n学校のことです。")
	v.mustBeAt("/status")
}

// tourMove shows the change of the contact address, and the way back.
func (v *visitor) tourMove(see func(name string)) {
	const token = "KEEPKEEPKEEPKEEPKEEP"
	c := v.caseOf()
	v.story.links[token] = c.ID
	c.State = recovery.Submitted
	v.get("/keep/" + token)
	see("keep")
	v.get("/status/contact")
	see("move")
	v.post("/status/contact", "contact", "hanako")
	see("move-faults")
	v.post("/status/contact", "contact", "Hanako.new@example.org")
	see("move-code")
	v.post("/status/contact/code", "code", "000000")
	see("move-code-faults")
	v.post("/status/contact/code", "code", goodCode)
	see("status-moved")
	for _, state := range []recovery.State{recovery.Restored, recovery.Withdrawn} {
		c.State = state
		v.get("/keep/" + token)
		see("keep-" + string(state))
	}
	c.State = recovery.Submitted
	before := *c
	v.post("/keep/" + token)
	see("keep-done")
	*c = before // or the letters would not be this visitor's any more
	v.clock.add(time.Hour)
	c.State, c.Private.Answers = recovery.Submitted, nil
	v.get("/status/contact")
	see("move-prove")
	v.clock.add(-time.Hour)
}

func (v *visitor) tourLinks(see func(name string)) {
	const token = "LINKLINKLINKLINKLINK"
	c := v.caseOf()
	v.story.links[token] = c.ID
	for _, state := range []recovery.State{recovery.Submitted, recovery.Restored, recovery.Contested} {
		c.State = state
		v.get("/not-me/" + token)
		see("not-me-" + string(state))
		v.get("/undo/" + token)
		see("undo-" + string(state))
	}
	c.State = recovery.Restored
	before := c.UndoUntil
	c.UndoUntil = v.clock.now().Add(-time.Hour)
	v.get("/undo/" + token)
	see("undo-late")
	c.UndoUntil = before
	v.post("/undo/" + token)
	see("undo-done")
	v.get("/finish/" + token)
	see("finish-used")
	c.State = recovery.Ready
	v.get("/finish/" + token)
	see("finish")
	v.post("/finish/" + token)
	see("finish-code")
	v.post("/finish/"+token+"/code", "code", "000000")
	see("finish-code-faults")
	v.post("/finish/"+token+"/code", "code", goodCode)
	see("finish-new")
	v.post("/finish/new", "new_password", "short", "new_password_again", "short")
	see("finish-new-faults")
	v.post("/finish/new", "new_password", "aozora no shita", "new_password_again", "aozora no shita")
	see("finish-done")
}

func TestPagesAreAsTheyWereSeen(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		t.Run(lang, func(t *testing.T) {
			v := newSite(t, func(c *apply.Config) {
				c.Robot = apply.Robot{Policy: apply.RobotPow, Key: []byte("0123456789abcdef"), Used: newLedger()}
			}).visitor(lang)
			v.tour(v.golden)
		})
	}
}
