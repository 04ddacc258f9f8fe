package apply

import "time"

// CaptchaAnswer tells tests what a person would see in the picture.
func CaptchaAnswer(key []byte, token, caseID string) string {
	r := Robot{Key: key}
	answer, _, _ := r.digits(token, caseID, time.Time{})
	return answer
}
