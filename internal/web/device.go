package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

// deviceCookie names the long-lived cookie by which a device is known again (S13). It holds a random number and our signature,
// nothing about the person.
const deviceCookie = "okaeri-device"

// deviceLife is as long as browsers keep any cookie.
const deviceLife = 400 * 24 * time.Hour

// readDevice returns the device's number if the cookie is one of ours.
func (s *Shell) readDevice(r *http.Request) string {
	c, err := r.Cookie(deviceCookie)
	if err != nil {
		return ""
	}
	number, signature, ok := strings.Cut(c.Value, ".")
	if !ok || len(number) != 22 || !hmac.Equal([]byte(signature), []byte(s.signDevice(number))) {
		return ""
	}
	return number
}

// KnowDevice gives the visitor's device a number of its own, or keeps the one it has for another while. It is called on devices that
// the applicant says are their own, and on no other: nothing is left on a borrowed one (S19).
func (s *Shell) KnowDevice(w http.ResponseWriter, v *Visit) {
	if v.Device == "" {
		var b [16]byte
		rand.Read(b[:]) //nolint:errcheck // crypto/rand never returns an error
		v.Device = base64.RawURLEncoding.EncodeToString(b[:])
	}
	s.cookie(w, deviceCookie, v.Device+"."+s.signDevice(v.Device), deviceLife)
}

// ForgetDevice takes every long-lived cookie away again.
func (s *Shell) ForgetDevice(w http.ResponseWriter) {
	s.cookie(w, deviceCookie, "", -1)
	s.cookie(w, languageCookie, "", -1)
}

func (s *Shell) signDevice(number string) string {
	mac := hmac.New(sha256.New, s.DeviceKey)
	mac.Write([]byte("device\x00" + number))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// cookie sets one of our cookies; a negative life takes it away.
func (s *Shell) cookie(w http.ResponseWriter, name, value string, life time.Duration) {
	age := int(life / time.Second)
	if life < 0 {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: s.base() + "/", MaxAge: age,
		HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode,
	})
}
