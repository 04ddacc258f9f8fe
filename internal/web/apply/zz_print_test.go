package apply_test
import ("os";"testing";"github.com/chromedp/chromedp";"github.com/chromedp/cdproto/emulation")
func TestZZPrint(t *testing.T){ if os.Getenv("SHOTS")=="" {return}
 n:=0
 for _,l:=range []string{"ja","en"} { _,base:=served(t); b:=newTab(t,base,l)
 media:=func(m string){ chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media:m})}
 shot:=func(p string){ b.open(p); media("print"); buf,_:=chromedp.Run(b.ctx, chromedp.FullScreenshot(100)); n++; os.WriteFile(os.Getenv("SHOTS")+"/0"+string(rune('0'+n))+"-x.png",buf,0o644); media("") }
 b.do(chromedp.EmulateViewport(703,1032)); 
 shot("/recover/worksheet"); 
 b.open("/recover/who"); for _, s := range stepsIn(l) { if b.path()=="/recover/kept" { b.open("/recover/"+s.page) }; b.submit(s.typed...) }; b.submit(); shot("/recover/slip")
 }}
