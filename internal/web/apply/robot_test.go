package apply_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"okaeri/internal/web/apply"
)

func robot(policy apply.RobotPolicy) func(*apply.Config) {
	return func(c *apply.Config) {
		c.Robot = apply.Robot{Policy: policy, Key: []byte("0123456789abcdef"), Used: newLedger(), Work: 500}
	}
}

var challengeIn = regexp.MustCompile(`data-challenge="([^"]*)"`)

// solve does the work that the page asks for, as a browser would.
func solve(t *testing.T, body string) string {
	t.Helper()
	m := challengeIn.FindStringSubmatch(body)
	if m == nil {
		t.Fatal("no challenge in the page")
	}
	var c map[string]any
	if err := json.Unmarshal([]byte(html.UnescapeString(m[1])), &c); err != nil {
		t.Fatal(err)
	}
	for n := 0; n <= int(c["maxnumber"].(float64)); n++ {
		sum := sha256.Sum256([]byte(c["salt"].(string) + strconv.Itoa(n)))
		if hex.EncodeToString(sum[:]) == c["challenge"] {
			c["number"] = n
			b, err := json.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			return base64.StdEncoding.EncodeToString(b)
		}
	}
	t.Fatal("the challenge has no answer")
	return ""
}

// laneAfter is the lane under which the next code is asked for.
func (v *visitor) laneAfter(pairs ...string) string {
	v.t.Helper()
	v.post("/recover/account", append([]string{"account", "hanako@momiji.example"}, pairs...)...)
	if v.pathNow() != "/recover/contact" {
		return "stopped"
	}
	v.post("/recover/contact", "contact", "sister@example.jp")
	return v.story.seen[len(v.story.seen)-1].Lane
}

func TestEveryPolicyHasALaneForEverybody(t *testing.T) {
	for policy, want := range map[apply.RobotPolicy]string{
		apply.RobotOff: "off", apply.RobotPow: "none", apply.RobotCaptcha: "none", apply.RobotBoth: "none",
	} {
		v := newSite(t, robot(policy)).visitor("ja")
		v.walk("account")
		lane := []string{"lane", "none"}
		if policy == apply.RobotOff {
			lane = nil
		} else {
			v.mustSay("この確認を使わずに進む（順番が遅くなることがあります）")
		}
		if got := v.laneAfter(lane...); got != want {
			t.Errorf("%s: lane %s, want %s", policy, got, want)
		}
	}
}

func TestAWorkingProofIsTheFastLane(t *testing.T) {
	v := newSite(t, robot(apply.RobotPow)).visitor("ja")
	v.walk("account")
	if got := v.laneAfter("altcha", solve(t, v.body)); got != "pow" {
		t.Errorf("lane %s", got)
	}
	v.get("/recover/account")
	v.mustNotSay("data-challenge")
}

// A proof serves once, for the draft that it was made for, and not for ever; what fails falls into the next lane and loses nothing.
func TestAProofServesOnceAndForItsOwnDraft(t *testing.T) {
	s := newSite(t, robot(apply.RobotPow))
	first, second, late := s.visitor("ja"), s.visitor("ja"), s.visitor("ja")
	first.walk("account")
	second.walk("account")
	late.walk("account")
	proof, own := solve(t, first.body), solve(t, late.body)
	if got := first.laneAfter("altcha", proof); got != "pow" {
		t.Errorf("own: lane %s", got)
	}
	if got := second.laneAfter("altcha", proof); got != "none" {
		t.Errorf("another draft's: lane %s", got)
	}
	again := s.visitor("ja")
	again.jar = first.jar
	s.clock.add(11 * time.Minute)
	if got := late.laneAfter("altcha", own); got != "none" {
		t.Errorf("after its end: lane %s", got)
	}
	for _, junk := range []string{"x", "e30=", base64.StdEncoding.EncodeToString([]byte(`{"algorithm":"SHA-256","number":-1}`)), strings.Repeat("A", 5000)} {
		v := s.visitor("ja")
		v.walk("account")
		if got := v.laneAfter("altcha", junk); got != "none" {
			t.Errorf("%.20s: lane %s", junk, got)
		}
	}
}

func TestASpentProofIsSpent(t *testing.T) {
	used := newLedger()
	c := robot(apply.RobotPow)
	s := newSite(t, c, func(c *apply.Config) { c.Robot.Used = used })
	v := s.visitor("ja")
	v.walk("account")
	proof := solve(t, v.body)
	var p struct {
		Challenge string `json:"challenge"`
	}
	data, err := base64.StdEncoding.DecodeString(proof)
	if err != nil || json.Unmarshal(data, &p) != nil {
		t.Fatal(err)
	}
	used.used["robot:"+p.Challenge] = true // by another replica
	if got := v.laneAfter("altcha", proof); got != "none" {
		t.Errorf("lane %s", got)
	}
}

var tokenIn = regexp.MustCompile(`name="captcha_id" value="([0-9a-f]+)"`)

func TestTheDigitsCanBeSeenHeardAndTypedAnyWay(t *testing.T) {
	s := newSite(t, robot(apply.RobotCaptcha))
	v := s.visitor("ja")
	v.walk("account")
	token := tokenIn.FindStringSubmatch(v.body)[1]
	for file, kind := range map[string]string{"picture.png": "image/png", "sound-ja.wav": "audio/wav", "sound-en.wav": "audio/wav"} {
		v.do(http.MethodGet, "/recover/robot/"+token+"/"+file, nil)
		if v.res.StatusCode != http.StatusOK || v.res.Header.Get("Content-Type") != kind || len(v.body) < 500 {
			t.Errorf("%s: %d %s, %d bytes", file, v.res.StatusCode, v.res.Header.Get("Content-Type"), len(v.body))
		}
	}
	stranger := s.visitor("ja")
	stranger.do(http.MethodGet, "/recover/robot/"+token+"/picture.png", nil)
	if stranger.res.StatusCode != http.StatusNotFound {
		t.Errorf("a stranger sees the picture: %d", stranger.res.StatusCode)
	}
	digits := apply.CaptchaAnswer([]byte("0123456789abcdef"), token, v.caseOf().ID)
	wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, digits[:3]) + " " + digits[3:]
	v.get("/recover/account")
	token2 := tokenIn.FindStringSubmatch(v.body)[1]
	if got := v.laneAfter("captcha", "000000"); got != "stopped" {
		t.Fatalf("wrong digits: lane %s", got)
	}
	v.mustSay("数字が合いません。新しい数字を入力するか、この確認を使わずに進んでください", `value="hanako@momiji.example"`)
	v.body = strings.ReplaceAll(v.body, tokenIn.FindStringSubmatch(v.body)[1], token2)
	if got := v.laneAfter("captcha", apply.CaptchaAnswer([]byte("0123456789abcdef"), token2, v.caseOf().ID)); got != "stopped" {
		t.Errorf("a token that was answered wrongly serves again: lane %s", got)
	}
	v.body = strings.ReplaceAll(v.body, tokenIn.FindStringSubmatch(v.body)[1], token)
	if got := v.laneAfter("captcha", wide); got != "captcha" {
		t.Errorf("right digits: lane %s", got)
	}
}

func TestOtherDigitsLoseNothing(t *testing.T) {
	v := newSite(t, robot(apply.RobotBoth)).visitor("en")
	v.walk("account")
	before := tokenIn.FindStringSubmatch(v.body)[1]
	v.post("/recover/account", "account", "hanako@momiji.example", "captcha", "12", "other", "1")
	v.mustBeAt("/recover/account")
	v.mustSay("hanako@momiji.example")
	v.mustNotSay("Some answers need another look")
	if tokenIn.FindStringSubmatch(v.body)[1] == before {
		t.Error("the same digits again")
	}
}

// No lane changes what is judged: the answers of all are the same.
func TestNoLaneChangesTheEvidence(t *testing.T) {
	var kept []string
	for _, policy := range []apply.RobotPolicy{apply.RobotOff, apply.RobotPow, apply.RobotBoth} {
		v := newSite(t, robot(policy)).visitor("ja")
		v.walk("account")
		if policy == apply.RobotOff {
			v.laneAfter()
		} else {
			v.laneAfter("lane", "none")
		}
		b, err := json.Marshal(v.caseOf().Private.Answers)
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, string(b))
	}
	if kept[0] != kept[1] || kept[1] != kept[2] {
		t.Errorf("answers differ: %v", kept)
	}
}

func TestARobotCheckWithoutItsPartsIsRefusedAtStart(t *testing.T) {
	for _, r := range []apply.Robot{{Policy: "sometimes"}, {Policy: apply.RobotPow}, {Policy: apply.RobotCaptcha, Key: []byte("short"), Used: newLedger()}} {
		c := apply.Config{Site: siteOf(t, &clock{}, &lockedBuffer{}), Robot: r}
		if _, err := apply.New(c); err == nil {
			t.Errorf("%v: no error", r.Policy)
		}
	}
}
