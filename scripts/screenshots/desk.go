package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// pictures of the desk: who takes each, which page, how high, and whether a dark one is taken too. An address of the desk that this
// version does not have is passed over.
var pictures = []struct {
	login, name, path string
	height            int64
	dark              bool
}{
	{"aoi", "queue", "/desk/cases", 900, true},
	{"aoi", "case", "next", 1240, false},
	{"aoi", "decision", "decide", 1240, false},
	{"kaname", "figures", "/desk/figures", 1240, false},
	{"kaname", "audit", "/desk/audit", 900, false},
	{"kaname", "settings", "/desk/settings", 820, false},
}

// wide is how wide the window is in which somebody works at the desk.
const wide = 1300

// shootDesk takes the pictures of the desk: with a passkey that the browser's own authenticator makes, by the demo's setup links.
func shootDesk(tab context.Context, base, lang string) error {
	if err := chromedp.Do(tab, chromedp.EmulateViewport(wide, 900)); err != nil {
		return err
	}
	if err := authenticator(tab); err != nil {
		return err
	}
	who := ""
	for _, p := range pictures {
		if p.login != who {
			if err := sit(tab, base, lang, p.login); err != nil {
				return fmt.Errorf("sitting down as %s: %w", p.login, err)
			}
			who = p.login
		}
		there, err := walkTo(tab, base, p.path)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if !there {
			fmt.Printf("(no %s)\n", p.path)
			continue
		}
		if err := chromedp.Do(tab, chromedp.EmulateViewport(wide, p.height)); err != nil {
			return err
		}
		err = shown(tab, "light", "desk-"+p.name+"-"+lang+".png")
		if p.dark {
			err = errors.Join(err, shown(tab, "dark", "desk-"+p.name+"-"+lang+"-dark.png"))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// authenticator gives the browser one that says yes by itself.
func authenticator(tab context.Context) error {
	if _, err := chromedp.Call(tab, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		return err
	}
	_, err := chromedp.Call(tab, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
		HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	return err
}

// sit waits until the desk's past has been played, and takes the place of somebody at the desk.
func sit(tab context.Context, base, lang, login string) error {
	early := func() (bool, error) {
		if err := chromedp.Do(tab, chromedp.Navigate(base+"/?lang="+lang)); err != nil {
			return false, err
		}
		return chromedp.Run(tab, chromedp.Evaluate[bool](`document.querySelector("[role=status]") !== null`))
	}
	if err := until(func() (bool, error) {
		waiting, err := early()
		return !waiting, err
	}); err != nil {
		return err
	}
	if _, err := chromedp.RunResponse(tab, chromedp.Click(chromedp.CSS("form:has([value="+login+"]) button"))); err != nil {
		return err
	}
	if err := chromedp.Do(tab, chromedp.Click(chromedp.CSS("[data-go]"))); err != nil {
		return err
	}
	return until(func() (bool, error) {
		at, err := chromedp.Run(tab, chromedp.Location())
		return strings.HasPrefix(at, base+"/desk") && !strings.Contains(at, "/setup/"), err
	})
}

// until asks until something is so, for half a minute.
func until(so func() (bool, error)) error {
	for range 100 {
		if yes, err := so(); yes || err != nil {
			return err
		}
		time.Sleep(300 * time.Millisecond)
	}
	return errors.New("it does not happen")
}

// walkTo opens a page of the desk: by its address, or "next" for the case that is assigned, and "decide" for its decision.
func walkTo(tab context.Context, base, path string) (there bool, err error) {
	switch path {
	case "next":
		_, err = chromedp.RunResponse(tab, chromedp.Click(chromedp.CSS(`form[action$="/cases/next"] button`)))
		return err == nil, err
	case "decide":
		_, err = chromedp.RunResponse(tab, chromedp.Click(chromedp.CSS(`a[href$="/decide"]`)))
		if err == nil { // as it looks to somebody who is about to grant it
			err = chromedp.Do(tab, chromedp.Click(chromedp.CSS("main input[type=radio]")))
		}
		return err == nil, err
	}
	res, err := chromedp.RunResponse(tab, chromedp.Navigate(base+path))
	return err == nil && res.Status == http.StatusOK, err
}
