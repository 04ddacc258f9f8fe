package apply

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/mojocn/base64Captcha"

	"okaeri/internal/intake"
)

// The captcha is six digits, as a picture and as sound. They are not kept anywhere: they follow from the token in the page, the draft and
// our key, so that any replica can draw them and any replica can check them. The ledger makes a token answerable once.

const captchaDigits = 6

// captchaToken is a fresh token: random, and with its end in it.
func (r *Robot) captchaToken(now time.Time) string {
	var end [8]byte
	binary.BigEndian.PutUint64(end[:], uint64(now.Add(challengeLife).Unix())) //nolint:gosec // after 1970
	return nonce(8) + hex.EncodeToString(end[4:])
}

// digits are the answer to a token for a draft; ok is false when the token is none of ours or has ended.
func (r *Robot) digits(token, caseID string, now time.Time) (answer string, until time.Time, ok bool) {
	raw, err := hex.DecodeString(token)
	if err != nil || len(raw) != 12 {
		return "", until, false
	}
	until = time.Unix(int64(binary.BigEndian.Uint32(raw[8:])), 0)
	n := binary.BigEndian.Uint64(r.mac("captcha", token, caseID)) % 1_000_000
	return fmt.Sprintf("%0*d", captchaDigits, n), until, now.Before(until) && until.Sub(now) <= challengeLife+time.Second
}

// onlyDigits reads what people type for them: full width, with spaces, with hyphens.
func onlyDigits(typed string) string { return intake.Digits(typed) }

// picture and sound are drawn anew for each request, with noise of their own.
var (
	drawDigits  = base64Captcha.NewDriverDigit(80, 260, captchaDigits, 0.6, 60)
	soundDigits = map[string]*base64Captcha.DriverAudio{
		"ja": base64Captcha.NewDriverAudio(captchaDigits, "ja"),
		"en": base64Captcha.NewDriverAudio(captchaDigits, "en"),
	}
)

// robotFile draws the picture or speaks the sound of a token.
func (t *turn) robotFile() {
	id := t.session(keyCase)
	answer, _, ok := t.a.robot.digits(t.r.PathValue("token"), id, t.now())
	if id == "" || !ok || !t.a.robot.captcha() {
		t.a.shell.Fail(t.w, t.r, http.StatusNotFound, "missing")
		return
	}
	var item base64Captcha.Item
	var err error
	kind := "image/png"
	switch file := t.r.PathValue("file"); {
	case file == "picture.png":
		item, err = drawDigits.DrawCaptcha(answer)
	case strings.HasPrefix(file, "sound-") && soundDigits[strings.TrimSuffix(file[6:], ".wav")] != nil:
		kind = "audio/wav"
		item, err = soundDigits[strings.TrimSuffix(file[6:], ".wav")].DrawCaptcha(answer)
	default:
		t.a.shell.Fail(t.w, t.r, http.StatusNotFound, "missing")
		return
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.w.Header().Set("Content-Type", kind)
	_, _ = item.WriteTo(t.w) // a reader who has gone away is no fault
}
