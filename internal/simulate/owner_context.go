package simulate

import (
	"strconv"
	"strings"
	"time"

	"okaeri/internal/intake"
)

// context is where the owner applies from: a device and a network of before, or others.
func (o *Owner) context() intake.Context {
	device, agent := o.newDevice(o.At)
	if own := o.inUse(); !o.NoDevice && o.does(o.habits.Device) && len(own) > 0 {
		d := pick(o.dice, own)
		device, agent, o.Device = d.ID, d.Agent(o.At), true
	}
	ip := o.elsewhereOnEarth()
	switch area := o.does(o.habits.NetworkArea); {
	case o.does(o.habits.Network):
		ip = o.Person.Network
		if o.chance(1 - Retention(o.Months)) { // providers give new addresses
			ip = o.sameProvider(ip)
		}
	case area:
		ip = o.sameProvider(o.Person.Network)
	}
	return intake.Context{IP: ip, UserAgent: agent, Device: device}
}

// inUse are the devices that the person had last.
func (s *Scene) inUse() []Device {
	var all []Device
	for _, d := range s.Person.Devices {
		if d.Until.IsZero() {
			all = append(all, d)
		}
	}
	return all
}

// newDevice is a device that the account has never seen.
func (d dice) newDevice(at time.Time) (id, agent string) {
	return d.hex(16), byRank(kinds, 0.7).draw(d).agent(at)
}

// sameProvider is another address of the provider's block: the same first two numbers.
func (d dice) sameProvider(ip string) string {
	n := strings.Split(ip, ".")
	return n[0] + "." + n[1] + "." + strconv.Itoa(d.IntN(256)) + "." + strconv.Itoa(d.IntN(256))
}

// elsewhereOnEarth is an address of any provider, the large ones more often.
func (d dice) elsewhereOnEarth() string {
	return d.sameProvider("100." + strconv.Itoa(64+byRank(make([]struct{}, 60), 0.9).rank(d)) + ".0.0")
}

// contact is where letters about the application go: a channel of before if it can still be read, otherwise any mailbox.
func (o *Owner) contact() string {
	if c := o.channel(); c != "" && o.does(o.habits.Channel) {
		return c
	}
	return o.hex(10) + "@example.org"
}

// channel is the account's verified address elsewhere, or "".
func (s *Scene) channel() string {
	for _, c := range s.Person.Account.Contacts {
		if c.Verified && c.Kind == "email" {
			return c.Value
		}
	}
	return ""
}
