package intake_test

import (
	"testing"

	"okaeri/internal/intake"
)

// One random id of sixteen digits in ten passes the check digit of a card.
func TestADeviceWhoseIdLooksLikeACardIsTheSameDeviceAndNoCard(t *testing.T) {
	const id = "4111111111111111"
	a, err := intake.DecodeApplication([]byte(`{"account":"x@momiji.example","context":{"ip":"","user_agent":"","device":"` + id + `"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if a.Context.Device == "" || intake.HasFullCard(a.Context.Device) || a.Context.Device != intake.DeviceID(id) {
		t.Errorf("the device is kept as %q", a.Context.Device)
	}
	if again := intake.DeviceID(a.Context.Device); again != a.Context.Device {
		t.Errorf("read again it is %q", again)
	}
	if intake.DeviceID("d-1") != "d-1" || intake.DeviceID("1234567890123456") != "1234567890123456" {
		t.Error("an ordinary id was changed")
	}
}
