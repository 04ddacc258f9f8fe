package api

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
)

// cursor is where a page ends. It is opaque outside and bears a MAC, so that nobody builds on what is in it.
type cursor struct {
	At  int64  `json:"a"`
	Ref string `json:"r,omitempty"`
}

const cursorMAC = 12

// sealCursor writes a cursor for one list.
func (a *API) sealCursor(list string, c cursor) string {
	plain, _ := json.Marshal(c) // a number and a text
	return base64.RawURLEncoding.EncodeToString(append(a.cursorMAC(list, plain), plain...))
}

// openCursor reads a cursor of ours for this list.
func (a *API) openCursor(list, sealed string, into *cursor) bool {
	data, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(data) < cursorMAC {
		return false
	}
	plain := data[cursorMAC:]
	return hmac.Equal(data[:cursorMAC], a.cursorMAC(list, plain)) && json.Unmarshal(plain, into) == nil
}

func (a *API) cursorMAC(list string, data []byte) []byte {
	return a.Tokens.Keys.MAC("api-cursor", list, string(data))[:cursorMAC:cursorMAC]
}

func equal(x, y string) bool { return hmac.Equal([]byte(x), []byte(y)) }
