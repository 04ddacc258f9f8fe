// Command screenshots takes the pictures of the README and of docs/desk.md. It starts the demo, goes through the form with a real browser
// as far as the pages that are shown, sits down at the desk, and writes the pictures to docs/img in each language, some of them light and
// dark. `make screenshots` runs it.
package main

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"okaeri/internal/testenv"
)

func main() {
	for _, lang := range []string{"ja", "en"} {
		if err := shoot(lang); err != nil {
			fmt.Fprintf(os.Stderr, "screenshots: %s: %v\n", lang, err)
			os.Exit(1)
		}
	}
}

// page is one page of the form: what is answered on it, and whether its picture is taken instead of sending it.
type page struct {
	Page    string
	Answers map[string]string // empty on the page of the code, which comes by mail
	Picture bool
}

// walks lead to the page that is shown, in each language.
//
//go:embed walk.json
var walks []byte

// shoot takes the pictures of one language.
func shoot(lang string) error {
	base, stop, err := demo(lang)
	if err != nil {
		return err
	}
	defer stop()
	browser := testenv.FindChromium()
	if browser == "" {
		return errors.New("no Chromium found: run scripts/install-peers")
	}
	still := chromedp.Flag("force-prefers-reduced-motion", true) // no picture in the middle of a movement
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(testenv.BrowserFlags(browser, lang), still)...)
	defer cancel()
	tab, closeTab := chromedp.NewContext(ctx)
	defer closeTab()
	if err := chromedp.Do(tab, chromedp.EmulateViewport(820, 830)); err != nil {
		return err
	}
	if err := chromedp.Do(tab, chromedp.Navigate(base+"/recover?lang="+lang)); err != nil {
		return err
	}
	var walk map[string][]page
	if err := json.Unmarshal(walks, &walk); err != nil {
		return err
	}
	for _, p := range walk[lang] {
		if err := visit(tab, base, lang, p); err != nil {
			return fmt.Errorf("page %s: %w", p.Page, err)
		}
	}
	return shootDesk(tab, base, lang)
}

// visit opens a page, answers it, and takes its picture or sends it.
func visit(tab context.Context, base, lang string, p page) error {
	if p.Page == "code" {
		code, err := codeFrom(base)
		if err != nil {
			return err
		}
		p.Answers = map[string]string{"code": code}
	}
	answers, err := json.Marshal(p.Answers)
	if err != nil {
		return err
	}
	if err := chromedp.Do(tab, chromedp.Navigate(base+"/recover/"+p.Page)); err != nil {
		return err
	}
	unknown, err := chromedp.Run(tab, chromedp.Evaluate[[]string](fmt.Sprintf(fill, answers)))
	if err != nil {
		return err
	}
	if len(unknown) > 0 {
		at, _ := chromedp.Run(tab, chromedp.Location())
		return fmt.Errorf("%s has no field %v", at, unknown)
	}
	if !p.Picture {
		_, err := chromedp.RunResponse(tab, chromedp.Click(chromedp.CSS("main form .actions .button[type=submit]")))
		return err
	}
	return errors.Join(shown(tab, "light", "form-"+lang+".png"), shown(tab, "dark", "form-"+lang+"-dark.png"))
}

// shown takes the picture of the page as readers see it who wish for light or dark.
func shown(tab context.Context, scheme, name string) error {
	wish := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(tab, emulation.SetEmulatedMedia, wish); err != nil {
		return err
	}
	picture, err := chromedp.Run(tab, chromedp.CaptureScreenshot())
	if err != nil {
		return err
	}
	if picture, err = small(picture); err != nil {
		return err
	}
	file := filepath.Join("docs", "img", name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	fmt.Println(file)
	return os.WriteFile(file, picture, 0o644)
}

// fill puts answers into the fields of the page and returns those that it has no field for.
const fill = `(answers => Object.entries(answers).filter(([name, value]) => {
	const all = [...document.querySelectorAll("[name='" + name + "']")];
	const choice = all.find(e => e.type === "radio" && e.value === value);
	if (choice) choice.checked = true; else if (all[0] && all[0].type !== "radio") all[0].value = value; else return true;
	return false;
}).map(([name]) => name))(%s)`

// codeFrom reads the code out of the demo's mailbox: it stands in the subject of the letter.
func codeFrom(base string) (code string, err error) {
	digits := regexp.MustCompile(`\b\d{6}\b`)
	err = until(func() (bool, error) {
		res, err := http.Get(base + "/mailbox/")
		if err != nil {
			return false, err
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		code = string(digits.Find(body))
		return code != "", err
	})
	return code, err
}

// demo starts okaeri demo on a free port and returns its address and how to stop it.
func demo(lang string) (base string, stop func(), err error) {
	dir, err := os.MkdirTemp("", "okaeri-screenshots-")
	if err != nil {
		return "", nil, err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(dir)
		}
	}()
	program := filepath.Join(dir, "okaeri")
	if out, err := exec.Command("go", "build", "-o", program, "./cmd/okaeri").CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("go build: %w\n%s", err, out)
	}
	cmd := exec.Command(program, "demo", "--port", "0", "--lang", lang)
	said, err := cmd.StderrPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	}
	address := regexp.MustCompile(`http://localhost:\d+`)
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if base := address.FindString(lines.Text()); base != "" {
			go func() { _, _ = io.Copy(io.Discard, said) }()
			return base, stop, nil
		}
	}
	stop()
	return "", nil, errors.New("the demo ended before it named its address")
}
