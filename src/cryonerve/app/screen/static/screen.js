var e=Array.isArray,t=Array.prototype.indexOf,n=Array.prototype.includes,r=Array.from,i=Object.defineProperty,a=Object.getOwnPropertyDescriptor,o=Object.getOwnPropertyDescriptors,s=Object.prototype,c=Array.prototype,l=Object.getPrototypeOf,u=Object.isExtensible,d=()=>{};function f(e){return e()}function p(e){for(var t=0;t<e.length;t++)e[t]()}function m(){var e,t;return{promise:new Promise((n,r)=>{e=n,t=r}),resolve:e,reject:t}}function h(e,t){if(Array.isArray(e))return e;if(t===void 0||!(Symbol.iterator in e))return Array.from(e);let n=[];for(let r of e)if(n.push(r),n.length===t)break;return n}var g=1<<24,_=1024,v=2048,y=4096,b=8192,x=16384,S=32768,C=1<<25,w=65536,T=1<<18,E=1<<19,D=1<<20,O=1<<25,ee=1<<21,k=1<<22,te=1<<23,ne=Symbol(`$state`),re=Symbol(`component`),ie=Symbol(`legacy props`),ae=Symbol(``),oe=Symbol(`attributes`),se=Symbol(`class`),ce=Symbol(`style`),le=Symbol(`text`),ue=Symbol(`form reset`),de=new class extends Error{name=`StaleReactionError`;message="The reaction that called `getAbortSignal()` was re-run or destroyed"},fe=!!globalThis.document?.contentType&&globalThis.document.contentType.includes(`xml`),pe={},me=Symbol(`uninitialized`),he=`http://www.w3.org/1999/xhtml`;function ge(){console.warn(`https://svelte.dev/e/derived_inert`)}function _e(e){console.warn(`https://svelte.dev/e/hydration_mismatch`)}function ve(){console.warn(`https://svelte.dev/e/select_multiple_invalid_value`)}function ye(){console.warn(`https://svelte.dev/e/svelte_boundary_reset_noop`)}var be=!1;function xe(e){be=e}var Se;function Ce(e){if(e===null)throw _e(),pe;return Se=e}function we(){return Ce(pn(Se))}function A(e){if(be){if(pn(Se)!==null)throw _e(),pe;Se=e}}function Te(e=1){if(be){for(var t=e,n=Se;t--;)n=pn(n);Se=n}}function Ee(e=!0){for(var t=0,n=Se;;){if(n.nodeType===8){var r=n.data;if(r===`]`){if(t===0)return n;--t}else(r===`[`||r===`[!`||r[0]===`[`&&!isNaN(Number(r.slice(1))))&&(t+=1)}var i=pn(n);e&&n.remove(),n=i}}function De(e){if(!e||e.nodeType!==8)throw _e(),pe;return e.data}function j(e){return e===this.v}function Oe(e,t){return e==e?e!==t||typeof e==`object`&&!!e||typeof e==`function`:t==t}function ke(e){return!Oe(e,this.v)}function Ae(e){throw Error(`https://svelte.dev/e/lifecycle_outside_component`)}function M(){throw Error(`https://svelte.dev/e/async_derived_orphan`)}function je(e,t,n){throw Error(`https://svelte.dev/e/each_key_duplicate`)}function Me(e){throw Error(`https://svelte.dev/e/effect_in_teardown`)}function Ne(){throw Error(`https://svelte.dev/e/effect_in_unowned_derived`)}function Pe(e){throw Error(`https://svelte.dev/e/effect_orphan`)}function Fe(){throw Error(`https://svelte.dev/e/effect_update_depth_exceeded`)}function Ie(e){throw Error(`https://svelte.dev/e/props_invalid_value`)}function Le(){throw Error(`https://svelte.dev/e/state_descriptors_fixed`)}function Re(){throw Error(`https://svelte.dev/e/state_prototype_fixed`)}function ze(){throw Error(`https://svelte.dev/e/state_unsafe_mutation`)}function Be(){throw Error(`https://svelte.dev/e/svelte_boundary_reset_onerror`)}var Ve=!1;function He(){Ve=!0}var Ue=[];function We(e,t=!1,n=!1){return Ge(e,new Map,``,Ue,null,n)}function Ge(t,n,r,i,a=null,o=!1){if(typeof t==`object`&&t){var c=n.get(t);if(c!==void 0)return c;if(t instanceof Map)return new Map(t);if(t instanceof Set)return new Set(t);if(e(t)){var u=Array(t.length);n.set(t,u),a!==null&&n.set(a,u);for(var d=0;d<t.length;d+=1){var f=t[d];d in t&&(u[d]=Ge(f,n,r,i,null,o))}return u}if(l(t)===s){u={},n.set(t,u),a!==null&&n.set(a,u);for(var p of Object.keys(t))u[p]=Ge(t[p],n,r,i,null,o);return u}if(t instanceof Date)return t.getTime(),structuredClone(t);if(typeof t.toJSON==`function`&&!o)return Ge(t.toJSON(),n,r,i,t)}if(t instanceof EventTarget)return t;try{return structuredClone(t)}catch{return t}}var Ke=null;function qe(e){Ke=e}function Je(e,t=!1,n){Ke={p:Ke,i:!1,c:null,e:null,s:e,x:null,r:$n,l:Ve&&!t?{s:null,u:null,$:[]}:null}}function Ye(e){var t=Ke,n=t.e;if(n!==null){t.e=null;for(var r of n)En(r)}return e!==void 0&&(t.x=e),t.i=!0,Ke=t.p,Xe(e)}function Xe(e={}){return i(e,re,{value:!0}),e}function Ze(){return!Ve||Ke!==null&&Ke.l===null}var Qe=[];function $e(){var e=Qe;Qe=[],p(e)}function et(e){if(Qe.length===0&&!At){var t=Qe;queueMicrotask(()=>{t===Qe&&$e()})}Qe.push(e)}function tt(){for(;Qe.length>0;)$e()}var nt=~(v|y|_);function rt(e,t){e.f=e.f&nt|t}function it(e){e.f&512||e.deps===null?rt(e,_):rt(e,y)}function at(e,t){e.f&2048?t.set(e,v):e.f&4096&&t.get(e)!==2048&&t.set(e,y),rt(e,_)}function ot(e,t){if(t){let t=document.body;e.autofocus=!0,et(()=>{document.activeElement===t&&e.focus()})}}function st(e){be&&fn(e)!==null&&mn(e)}var ct=!1;function lt(){ct||(ct=!0,document.addEventListener(`reset`,e=>{Promise.resolve().then(()=>{if(!e.defaultPrevented)for(let t of e.target.elements)t[ue]?.()})},{capture:!0}))}function ut(e){var t=Xn,n=$n;Qn(null),er(null);try{return e()}finally{Qn(t),er(n)}}function dt(e,t,n,r=n){e.addEventListener(t,()=>ut(n));let i=e[ue];e[ue]=i?()=>{i(),r(!0)}:()=>r(!0),lt()}function ft(e,t,n,r){let i=Ze()?gt:yt;var a=e.filter(e=>!e.settled),o=t.map(i);if(n.length===0&&a.length===0){r(o);return}var s=$n,c=pt(),l=a.length===1?a[0].promise:a.length>1?Promise.all(a.map(e=>e.promise)):null;function u(e){if(!(s.f&16384)){c();try{r([...o,...e])}catch(e){yn(e,s)}mt()}}var d=ht();if(n.length===0){l.then(()=>u([])).finally(d);return}function f(){Promise.all(n.map(e=>vt(e))).then(u).catch(e=>yn(e,s)).finally(d)}l?l.then(()=>{s.f&16384?d():(c(),f(),mt())}):f()}function pt(){var e=$n,t=Xn,n=Ke,r=Et;return function(i=!0){er(e),Qn(t),qe(n),i&&!(e.f&16384)&&(r?.activate(),r?.apply())}}function mt(e=!0){er(null),Qn(null),qe(null),e&&Et?.deactivate()}function ht(){var e=$n,t=e.b,n=Et,r=!!t?.is_rendered();return t?.update_pending_count(1,n),n.increment(r,e),()=>{t?.update_pending_count(-1,n),n.decrement(r,e)}}function gt(e){var t=2|v;return $n!==null&&($n.f|=E),{ctx:Ke,deps:null,effects:null,equals:j,f:t,fn:e,reactions:null,rv:0,v:me,wv:0,parent:$n,ac:null}}var _t=Symbol(`obsolete`);function vt(e,t,n){let r=$n;r===null&&M();var i=void 0,a=qt(me),o=!Xn,s=new Set;return An(()=>{var t=$n,n=m();i=n.promise;try{Promise.resolve(e()).then(n.resolve,e=>{e!==de&&n.reject(e)}).finally(mt)}catch(e){n.reject(e),mt()}var c=Et;if(o){if(t.f&32768)var l=ht();if(r.b?.is_rendered())c.async_deriveds.get(t)?.reject(_t);else for(let e of s.values())e.reject(_t);s.add(n),c.async_deriveds.set(t,n)}let u=(e,t=void 0)=>{l?.(),s.delete(n),t!==_t&&(c.activate(),t?(a.f|=te,Zt(a,t)):(a.f&8388608&&(a.f^=te),Zt(a,e)),c.deactivate())};n.promise.then(u,e=>u(null,e||`unknown`))}),wn(()=>{for(let e of s)e.reject(_t)}),new Promise(e=>{function t(n){function r(){n===i?e(a):t(i)}n.then(r,r)}t(i)})}function N(e){let t=gt(e);return nr(t),t}function yt(e){let t=gt(e);return t.equals=ke,t}function bt(e){var t=e.effects;if(t!==null){e.effects=null;for(var n=0;n<t.length;n+=1)zn(t[n])}}function xt(e){var t,n=$n,r=e.parent;if(!Jn&&r!==null&&e.v!==me&&r.f&24576)return ge(),e.v;er(r);try{bt(e),t=mr(e)}finally{er(n)}return t}function St(e){var t=xt(e);!e.equals(t)&&(e.wv=dr(),(!Et?.is_fork||e.deps===null)&&(Et===null?e.v=t:(Et.capture(e,t,!0),Dt?.capture(e,t,!0)),e.deps===null))?rt(e,_):Jn||(Ot===null?it(e):(Cn()||Et?.is_fork)&&Ot.set(e,t))}function Ct(e){if(e.effects!==null)for(let t of e.effects)(t.teardown||t.ac)&&(t.teardown?.(),t.ac!==null&&ut(()=>{t.ac.abort(de),t.ac=null}),t.fn!==null&&(t.teardown=d),_r(t,0),Ln(t))}function wt(e){if(e.effects!==null)for(let t of e.effects)t.teardown&&t.fn!==null&&vr(t)}var Tt=null,Et=null,Dt=null,Ot=null,kt=null,At=!1,jt=!1,Mt=null,Nt=null,Pt=0,Ft=1,It=class e{id=Ft++;started=!1;linked=!0;prev=null;next=null;async_deriveds=new Map;current=new Map;previous=new Map;#e=new Set;#t=new Set;#n=0;#r=new Map;#i=null;#a=[];#o=[];#s=new Map;#c=new Map;#l=new Set;is_fork=!1;#u=!1;constructor(){Tt===null?Tt=this:(Tt.next=this,this.prev=Tt),Tt=this}#d(){if(this.is_fork)return!0;for(let e of this.#r.keys())if(!this.#f(e))return!0;return!1}#f(e){for(var t=e;t!==null;t=t.parent)if(this.#c.has(t))return!0;return!1}skip_effect(e){this.#c.has(e)||this.#c.set(e,{d:[],m:[]}),this.#l.delete(e)}unskip_effect(e,t=e=>this.schedule(e)){var n=this.#c.get(e);if(n){this.#c.delete(e);for(var r of n.d)rt(r,v),t(r);for(r of n.m)rt(r,y),t(r)}this.#l.add(e)}#p(){var e=[];for(let i of this.#a)if(!(i.f&16384||!(i.f&6144))){for(var t=i,n=!1;t.parent!==null;){t=t.parent;var r=t.f;if(r&96){if(!(r&1024)){n=!0;break}t.f^=_}}n||e.push(t)}return this.#a=[],e}#m(){this.started=!0;for(let[e,t]of this.#s)rt(e,t),this.schedule(e);this.apply();for(var t=Mt=[],n=[],r=Nt=[];this.#a.length>0;){Pt++>1e3&&(this.#b(),Rt());for(let e of this.#p())try{this.#h(e,t,n)}catch(t){throw Ut(e),this.#d()||this.discard(),t}}if(Et=null,r.length>0){var i=e.ensure();for(let e of r)i.schedule(e)}if(Mt=null,Nt=null,this.#d()){this.#y(n),this.#y(t);for(let[e,t]of this.#c)Ht(e,t);r.length>0&&Et.#m();return}let a=this.#g();if(a)this.#y(n),this.#y(t),a.#v(this);else{this.#s.clear();for(let e of this.#e)e(this);this.#e.clear(),Dt=this,Bt(n),Bt(t),Dt=null,this.#i?.resolve();var o=Et;this.#n===0&&(this.#a.length===0||o!==null)&&this.#b(),o!==null&&(Gt.clear(),o.#m())}}#h(e,t,n){e.f^=_;for(var r=e.first;r!==null;){var i=r.f,a=!!(i&96);if(!(a&&i&1024||i&8192||this.#c.has(r))&&r.fn!==null){a?r.f^=_:i&4?t.push(r):fr(r)&&(i&16&&this.add_dirty_reaction(r,y),vr(r));var o=r.first;if(o!==null){r=o;continue}}for(;r!==null;){var s=r.next;if(s!==null){r=s;break}r=r.parent}}}#g(){for(var e=this.prev;e!==null;e=e.prev)if(!e.is_fork&&this.#_(e))return e;return null}#_(e){for(let[t,[,n]]of this.current)if(!n&&e.current.has(t))return!0;return!1}#v(e){for(let[t,n]of e.current)!this.previous.has(t)&&e.previous.has(t)&&this.previous.set(t,e.previous.get(t)),this.current.set(t,n);for(let[t,n]of e.async_deriveds){let e=this.async_deriveds.get(t);e&&n.promise.then(e.resolve).catch(e.reject)}e.async_deriveds.clear(),this.transfer_reactions(e.#s);let t=e=>{var n=e.reactions;if(n!==null&&!(e.f&2&&!(e.f&6144)))for(let e of n){var r=e.f;if(r&2)t(e);else{var i=e;r&4194320&&!this.async_deriveds.has(i)&&(this.#s.delete(i),rt(i,v),this.schedule(i))}}};for(let e of this.current.keys())t(e);this.oncommit(()=>e.discard()),e.#b(),Et=this,this.#m()}#y(e){for(var t=0;t<e.length;t+=1)at(e[t],this.#s)}capture(e,t,n=!1){e.v!==me&&!this.previous.has(e)&&this.previous.set(e,e.v),e.f&8388608||(this.current.set(e,[t,n]),Ot?.set(e,t)),this.is_fork||(e.v=t)}activate(){Et=this}deactivate(){Et=null,Ot=null}flush(){try{jt=!0,Et=this,this.#m()}finally{Pt=0,kt=null,Mt=null,Nt=null,jt=!1,Et=null,Ot=null,Gt.clear()}}discard(){for(let e of this.#t)e(this);this.#t.clear();for(let e of this.async_deriveds.values())e.reject(_t);this.#b(),this.#i?.resolve()}register_created_effect(e){this.#o.push(e)}increment(e,t){if(this.#n+=1,e){let e=this.#r.get(t)??0;this.#r.set(t,e+1)}}decrement(e,t){if(--this.#n,e){let e=this.#r.get(t)??0;e===1?this.#r.delete(t):this.#r.set(t,e-1)}this.#u||(this.#u=!0,et(()=>{this.#u=!1,this.linked&&this.flush()}))}transfer_reactions(e){for(let[t,n]of e)this.add_dirty_reaction(t,n);e.clear()}add_dirty_reaction(e,t){(t===2048||this.#s.get(e)!==2048)&&this.#s.set(e,t)}oncommit(e){this.#e.add(e)}ondiscard(e){this.#t.add(e)}settled(){return(this.#i??=m()).promise}static ensure(){if(Et===null){let t=Et=new e;!jt&&!At&&et(()=>{t.started||t.flush()})}return Et}apply(){Ot=null}schedule(e){kt=e,e.b?.is_pending&&e.f&16777228&&!(e.f&32768)?e.b.defer_effect(e):this.#a.push(e)}#b(){if(this.linked){var e=this.prev,t=this.next;e===null||(e.next=t),t===null?Tt=e:t.prev=e,this.linked=!1}}};function Lt(e){var t=At,n=Dt;Dt=null,At=!0;try{var r;for(e&&(Lt(),r=e());;){if(tt(),Et===null)return r;Et.flush()}}finally{At=t,Dt=n}}function Rt(){try{Fe()}catch(e){yn(e,kt)}}var zt=null;function Bt(e){var t=e.length;if(t!==0){for(var n=0;n<t;){var r=e[n++];if(!(r.f&24576)&&fr(r)&&(zt=new Set,vr(r),r.deps===null&&r.first===null&&r.nodes===null&&r.teardown===null&&r.ac===null&&Vn(r),zt?.size>0)){Gt.clear();for(let e of zt){if(e.f&24576)continue;let t=[e],n=e.parent;for(;n!==null;)zt.has(n)&&(zt.delete(n),t.push(n)),n=n.parent;for(let e=t.length-1;e>=0;e--){let n=t[e];n.f&24576||vr(n)}}zt.clear()}}zt=null}}function Vt(e){Et.schedule(e)}function Ht(e,t){if(!(e.f&32&&e.f&1024)){e.f&2048?t.d.push(e):e.f&4096&&t.m.push(e),rt(e,_);for(var n=e.first;n!==null;)Ht(n,t),n=n.next}}function Ut(e){rt(e,_);for(var t=e.first;t!==null;)Ut(t),t=t.next}var Wt=new Set,Gt=new Map,Kt=!1;function qt(e,t){return{f:0,v:e,reactions:null,equals:j,rv:0,wv:0}}function P(e,t){let n=qt(e,t);return nr(n),n}function Jt(e,t=!1,n=!0){let r=qt(e);return t||(r.equals=ke),Ve&&n&&Ke!==null&&Ke.l!==null&&(Ke.l.s??=[]).push(r),r}function F(e,t,n=!1){return Xn!==null&&(!Zn||Xn.f&131072)&&Ze()&&Xn.f&4325394&&(tr===null||!tr.has(e))&&ze(),Zt(e,n?tn(t):t,Nt)}var Yt=null,Xt=0;function Zt(e,t,n=null){if(!e.equals(t)){Jn?Gt.set(e,t):Gt.has(e)||Gt.set(e,e.v);var r=It.ensure();if(r.capture(e,t),e.f&2){let t=e;e.f&2048&&xt(t),Ot===null&&it(t)}e.wv=dr(),Yt=null,Xt=0,en(e,v,n),Yt=null,Ze()&&$n!==null&&$n.f&1024&&!($n.f&96)&&(ar===null?or([e]):ar.push(e)),!r.is_fork&&Wt.size>0&&!Kt&&Qt()}return t}function Qt(){Kt=!1;for(let e of Wt){e.f&1024&&rt(e,y);let t;try{t=fr(e)}catch{t=!0}t&&vr(e)}Wt.clear()}function $t(e){F(e,e.v+1)}function en(e,t,n){var r=e.reactions;if(r!==null){var i=Ze(),a=r.length;if(Xt+=a,Xt>1e5&&Yt===null&&(Yt=new Set),Yt!==null){if(Yt.has(e))return;Yt.add(e)}for(var o=0;o<a;o++){var s=r[o],c=s.f;if(i||s!==$n){var l=(c&v)===0;if(l&&rt(s,t),c&131072)Wt.add(s);else if(c&2){var u=s;Ot?.delete(u),en(u,y,n)}else if(l){var d=s;c&16&&zt!==null&&zt.add(d),n===null?Vt(d):n.push(d)}}}}}function tn(t){if(typeof t!=`object`||!t||ne in t||re in t)return t;let n=l(t);if(n!==s&&n!==c)return t;var r=new Map,i=e(t),o=P(0),u=null,d=lr,f=e=>{if(lr===d)return e();var t=Xn,n=lr;Qn(null),ur(d);var r=e();return Qn(t),ur(n),r};return i&&r.set(`length`,P(t.length,u)),new Proxy(t,{defineProperty(e,t,n){`value`in n&&n.configurable!==!1&&n.enumerable!==!1&&n.writable!==!1||Le();var i=r.get(t);return i===void 0?f(()=>{var e=P(n.value,u);return r.set(t,e),e}):F(i,n.value,!0),!0},deleteProperty(e,t){var n=r.get(t);if(n===void 0){if(t in e){let e=f(()=>P(me,u));r.set(t,e),$t(o)}}else F(n,me),$t(o);return!0},get(e,n,i){if(n===ne)return t;var o=r.get(n),s=n in e;if(o===void 0&&(!s||a(e,n)?.writable)&&(o=f(()=>P(tn(s?e[n]:me),u)),r.set(n,o)),o!==void 0){var c=V(o);return c===me?void 0:c}return Reflect.get(e,n,i)},getOwnPropertyDescriptor(e,t){this.has?.(e,t);var n=Reflect.getOwnPropertyDescriptor(e,t),i=r.get(t);if(i!==void 0){var a=V(i);if(a===me)return;if(n&&`value`in n)n.value=a;else return{enumerable:!0,configurable:!0,value:a,writable:!0}}return n},has(e,t){if(t===ne)return!0;var n=r.get(t),i=n!==void 0&&n.v!==me||Reflect.has(e,t);return(n!==void 0||($n!==null||Xn!==null)&&(!i||a(e,t)?.writable))&&(n===void 0&&(n=f(()=>P(i?tn(e[t]):me,u)),r.set(t,n)),V(n)===me)?!1:i},set(e,t,n,s){var c=r.get(t),l=t in e;if(i&&t===`length`)for(var d=n;d<c.v;d+=1){var p=r.get(d+``);p===void 0?d in e&&(p=f(()=>P(me,u)),r.set(d+``,p)):F(p,me)}if(c===void 0)(!l||a(e,t)?.writable)&&(c=f(()=>P(void 0,u)),F(c,tn(n)),r.set(t,c));else{l=c.v!==me;var m=f(()=>tn(n));F(c,m)}var h=Reflect.getOwnPropertyDescriptor(e,t);if(h?.set&&h.set.call(s,n),!l){if(i&&typeof t==`string`){var g=r.get(`length`),_=Number(t);Number.isInteger(_)&&_>=g.v&&F(g,_+1)}$t(o)}return!0},ownKeys(e){V(o);var t=Reflect.ownKeys(e).filter(e=>{var t=r.get(e);return t===void 0||t.v!==me});for(var[n,i]of r)i.v!==me&&!(n in e)&&t.push(n);return t},setPrototypeOf(){Re()}})}function nn(e){try{if(typeof e==`object`&&e&&ne in e)return e[ne]}catch{}return e}function rn(e,t){return Object.is(nn(e),nn(t))}var an,on,sn,cn,ln;function un(){if(an===void 0){an=window,on=document,sn=/Firefox/.test(navigator.userAgent);var e=Element.prototype,t=Node.prototype,n=Text.prototype;cn=a(t,`firstChild`).get,ln=a(t,`nextSibling`).get,u(e)&&(e[se]=void 0,e[oe]=null,e[ce]=void 0,e.__e=void 0),u(n)&&(n[le]=void 0)}}function dn(e=``){return document.createTextNode(e)}function fn(e){return cn.call(e)}function pn(e){return ln.call(e)}function I(e,t){if(!be)return fn(e);var n=fn(Se);if(n===null)n=Se.appendChild(dn());else if(t&&n.nodeType!==3){var r=dn();return n?.before(r),Ce(r),r}return t&&_n(n),Ce(n),n}function L(e,t=!1){if(!be){var n=fn(e);return n instanceof Comment&&n.data===``?pn(n):n}if(t){if(Se?.nodeType!==3){var r=dn();return Se?.before(r),Ce(r),r}_n(Se)}return Se}function R(e,t=!1){if(!be)return fn(e);var n=I(e,t);return A(e),n}function z(e,t=1,n=!1){let r=be?Se:e;for(var i;t--;)i=r,r=pn(r);if(!be)return r;if(n){if(r?.nodeType!==3){var a=dn();return r===null?i?.after(a):r.before(a),Ce(a),a}_n(r)}return Ce(r),r}function mn(e){e.textContent=``}function hn(){return!1}function gn(e,t,n){return t==null||t===`http://www.w3.org/1999/xhtml`?n?document.createElement(e,{is:n}):document.createElement(e):n?document.createElementNS(t,e,{is:n}):document.createElementNS(t,e)}function _n(e){if(e.nodeValue.length<65536)return;let t=e.nextSibling;for(;t!==null&&t.nodeType===3;)t.remove(),e.nodeValue+=t.nodeValue,t=e.nextSibling}function vn(e){var t=$n;if(t===null)return Xn.f|=te,e;if(!(t.f&32768)&&!(t.f&4))throw e;yn(e,t)}function yn(e,t){if(e===pe)throw e;if(!(t!==null&&t.f&16384)){for(;t!==null;){if(t.f&128&&!(t.f&33570816)){if(!(t.f&32768))throw e;try{t.b.error(e);return}catch(t){e=t}}t=t.parent}throw e}}function bn(e){$n===null&&(Xn===null&&Pe(e),Ne()),Jn&&Me(e)}function xn(e,t){var n=t.last;n===null?t.last=t.first=e:(n.next=e,e.prev=n,t.last=e)}function Sn(e,t){var n=$n;n!==null&&n.f&8192&&(e|=b);var r={ctx:Ke,deps:null,nodes:null,f:e|v|512,first:null,fn:t,last:null,next:null,parent:n,b:n&&n.b,prev:null,teardown:null,wv:0,ac:null};Et?.register_created_effect(r);var i=r;if(e&4)Mt===null?It.ensure().schedule(r):Mt.push(r);else if(t!==null){try{vr(r)}catch(e){throw zn(r),e}i.deps===null&&i.teardown===null&&i.nodes===null&&i.first===i.last&&!(i.f&524288)&&(i=i.first,e&16&&e&65536&&i!==null&&(i.f|=w))}if(i!==null&&(i.parent=n,n!==null&&xn(i,n),Xn!==null&&Xn.f&2&&!(e&64))){var a=Xn;(a.effects??=[]).push(i)}return r}function Cn(){return Xn!==null&&!Zn}function wn(e){let t=Sn(8,null);return rt(t,_),t.teardown=e,t}function Tn(e){bn(`$effect`);var t=$n.f;if(!Xn&&t&32&&Ke!==null&&!Ke.i){var n=Ke;(n.e??=[]).push(e)}else return En(e)}function En(e){return Sn(4|D,e)}function Dn(e){return bn(`$effect.pre`),Sn(8|D,e)}function On(e){It.ensure();let t=Sn(64|E,e);return(e={})=>new Promise(n=>{e.outro?Hn(t,()=>{zn(t),n(void 0)}):(zn(t),n(void 0))})}function kn(e){return Sn(4,e)}function An(e){return Sn(k|E,e)}function jn(e,t=0){return Sn(8|t,e)}function B(e,t=[],n=[],r=[]){ft(r,t,n,t=>{Sn(8,()=>{e(...t.map(V))})})}function Mn(e,t=[],n=[],r=[]){ft(r,t,n,t=>{Sn(4,()=>e(...t.map(V)))})}function Nn(e,t=0){return Sn(16|t,e)}function Pn(e,t=0){return Sn(g|t,e)}function Fn(e){return Sn(32|E,e)}function In(e){var t=e.teardown;if(t!==null){let n=Jn,r=Xn;Yn(!0),Qn(null);try{t.call(null)}catch(t){yn(t,e.parent)}finally{Yn(n),Qn(r)}}}function Ln(e,t=!1){var n=e.first;for(e.first=e.last=null;n!==null;){let e=n.ac;e!==null&&ut(()=>{e.abort(de)});var r=n.next;n.f&64?n.parent=null:zn(n,t),n=r}}function Rn(e){for(var t=e.first;t!==null;){var n=t.next;t.f&32||zn(t),t=n}}function zn(e,t=!0){var n=!1;(t||e.f&262144)&&e.nodes!==null&&e.nodes.end!==null&&(Bn(e.nodes.start,e.nodes.end),n=!0),e.f|=C,Ln(e,t&&!n),_r(e,0);var r=e.nodes&&e.nodes.t;if(r!==null)for(let e of r)e.stop();In(e),e.f^=C,e.f|=x;var i=e.parent;i!==null&&i.first!==null&&Vn(e),e.next=e.prev=e.teardown=e.ctx=e.deps=e.fn=e.nodes=e.ac=e.b=null}function Bn(e,t){for(;e!==null;){var n=e===t?null:pn(e);e.remove(),e=n}}function Vn(e){var t=e.parent,n=e.prev,r=e.next;n!==null&&(n.next=r),r!==null&&(r.prev=n),t!==null&&(t.first===e&&(t.first=r),t.last===e&&(t.last=n))}function Hn(e,t,n=!0){var r=[];e.f|=256,Un(e,r,!0);var i=()=>{n&&zn(e),t&&t()},a=r.length;if(a>0){var o=()=>--a||i();for(var s of r)s.out(o)}else i()}function Un(e,t,n){if(!(e.f&8192)){e.f^=b;var r=e.nodes&&e.nodes.t;if(r!==null)for(let e of r)(e.is_global||n)&&t.push(e);for(var i=e.first;i!==null;){var a=i.next;if(!(i.f&64)){var o=!!(i.f&65536)||!!(i.f&32)&&!!(e.f&16);Un(i,t,o?n:!1)}i=a}}}function Wn(e){e.f&=-257,Gn(e,!0)}function Gn(e,t){if(!(e.f&256)&&e.f&8192){e.f^=b,e.f&1024||(rt(e,v),It.ensure().schedule(e));for(var n=e.first;n!==null;){var r=n.next,i=!!(n.f&65536)||!!(n.f&32);Gn(n,i?t:!1),n=r}var a=e.nodes&&e.nodes.t;if(a!==null)for(let e of a)(e.is_global||t)&&e.in()}}function Kn(e,t){if(e.nodes)for(var n=e.nodes.start,r=e.nodes.end;n!==null;){var i=n===r?null:pn(n);t.append(n),n=i}}var qn=null,Jn=!1;function Yn(e){Jn=e}var Xn=null,Zn=!1;function Qn(e){Xn=e}var $n=null;function er(e){$n=e}var tr=null;function nr(e){Xn!==null&&(Xn.f&2097152||Xn.f&2)&&(tr??=new Set).add(e)}var rr=null,ir=0,ar=null;function or(e){ar=e}var sr=1,cr=0,lr=cr;function ur(e){lr=e}function dr(){return++sr}function fr(e){var t=e.f;if(t&2048)return!0;if(t&4096){for(var n=e.deps,r=n.length,i=0;i<r;i++){var a=n[i];if(fr(a)&&St(a),a.wv>e.wv)return!0}t&512&&Ot===null&&rt(e,_)}return!1}function pr(e,t,n=!0){var r=e.reactions;if(r!==null&&!(tr!==null&&tr.has(e)))for(var i=0;i<r.length;i++){var a=r[i];a.f&2?pr(a,t,!1):t===a&&(n?rt(a,v):a.f&1024&&rt(a,y),Vt(a))}}function mr(e){var t=rr,n=ir,r=ar,i=Xn,a=tr,o=Ke,s=Zn,c=lr,l=e.f;rr=null,ir=0,ar=null,Xn=l&96?null:e,tr=null,qe(e.ctx),Zn=!1,lr=++cr,e.ac!==null&&(ut(()=>{e.ac.abort(de)}),e.ac=null);try{e.f|=ee;var u=e.fn,d=u();e.f|=S;var f=hr(e);if(Ze()&&ar!==null&&!Zn&&f!==null&&!(e.f&6146))for(var p=0;p<ar.length;p++)pr(ar[p],e);if(i!==null&&i!==e){if(cr++,i.deps!==null)for(let e=0;e<n;e+=1)i.deps[e].rv=cr;if(t!==null)for(let e of t)e.rv=cr;ar!==null&&(r===null?r=ar:r.push(...ar))}return e.f&8388608&&(e.f^=te),d}catch(t){return hr(e),vn(t)}finally{e.f^=ee,rr=t,ir=n,ar=r,Xn=i,tr=a,qe(o),Zn=s,lr=c}}function hr(e){var t=e.deps,n=Et?.is_fork;if(rr!==null){var r;if(n||_r(e,ir),t!==null&&ir>0)for(t.length=ir+rr.length,r=0;r<rr.length;r++)t[ir+r]=rr[r];else e.deps=t=rr;if(Cn()&&e.f&512)for(r=ir;r<t.length;r++)(t[r].reactions??=[]).push(e)}else!n&&t!==null&&ir<t.length&&(_r(e,ir),t.length=ir);return t}function gr(e,r){let i=r.reactions;if(i!==null){var a=t.call(i,e);if(a!==-1){var o=i.length-1;o===0?i=r.reactions=null:(i[a]=i[o],i.pop())}}if(i===null&&r.f&2&&(rr===null||!n.call(rr,r))){var s=r;s.f&512&&(s.f^=512),s.v!==me&&it(s),s.ac!==null&&ut(()=>{s.ac.abort(de),s.ac=null,rt(s,v)}),Ct(s),_r(s,0)}}function _r(e,t){var n=e.deps;if(n!==null)for(var r=t;r<n.length;r++)gr(e,n[r])}function vr(e){var t=e.f;if(!(t&16384)){rt(e,_);var n=$n;$n=e;try{t&16777232?Rn(e):Ln(e),In(e);var r=mr(e);e.teardown=typeof r==`function`?r:null,e.wv=sr}finally{$n=n}}}async function yr(){await Promise.resolve(),Lt()}function V(e){var t=!!(e.f&2);if(qn?.add(e),Xn!==null&&!Zn&&!($n!==null&&$n.f&16384)&&(tr===null||!tr.has(e))){var r=Xn.deps;if(Xn.f&2097152)e.rv<cr&&(e.rv=cr,rr===null&&r!==null&&r[ir]===e?ir++:rr===null?rr=[e]:rr.push(e));else{Xn.deps??=[],n.call(Xn.deps,e)||Xn.deps.push(e);var i=e.reactions;i===null?e.reactions=[Xn]:n.call(i,Xn)||i.push(Xn)}}if(Jn&&Gt.has(e))return Gt.get(e);if(t){var a=e;if(Jn){var o=a.v;return(!(a.f&1024)&&a.reactions!==null||xr(a))&&(o=xt(a)),Gt.set(a,o),o}var s=!(a.f&512)&&!Zn&&Xn!==null&&!!(Xn.f&512),c=(a.f&S)===0;fr(a)&&(s&&(a.f|=512),St(a)),s&&!c&&(wt(a),br(a))}if(Ot?.has(e))return Ot.get(e);if(e.f&8388608)throw e.v;return e.v}function br(e){if(e.f|=512,e.deps!==null)for(let r of e.deps){var t=r.reactions;t===null?r.reactions=[e]:n.call(t,e)||t.push(e),r.f&2&&!(r.f&512)&&(wt(r),br(r))}}function xr(e){if(e.v===me)return!0;if(e.deps===null)return!1;for(let t of e.deps)if(Gt.has(t)||t.f&2&&xr(t))return!0;return!1}function Sr(e){var t=Zn;try{return Zn=!0,e()}finally{Zn=t}}function Cr(e){if(!(typeof e!=`object`||!e||e instanceof EventTarget)){if(ne in e)wr(e);else if(!Array.isArray(e))for(let t in e){let n=e[t];typeof n==`object`&&n&&ne in n&&wr(n)}}}function wr(e,t=new Set){if(typeof e==`object`&&e&&!(e instanceof EventTarget)&&!t.has(e)){t.add(e),e instanceof Date&&e.getTime();for(let n in e)try{wr(e[n],t)}catch{}let n=l(e);if(n!==Object.prototype&&n!==Array.prototype&&n!==Map.prototype&&n!==Set.prototype&&n!==Date.prototype){let t=o(n);for(let n in t){let r=t[n].get;if(r)try{r.call(e)}catch{}}}}}function Tr(e){return e.endsWith(`capture`)&&e!==`gotpointercapture`&&e!==`lostpointercapture`}var Er=[`beforeinput`,`click`,`change`,`dblclick`,`contextmenu`,`focusin`,`focusout`,`input`,`keydown`,`keyup`,`mousedown`,`mousemove`,`mouseout`,`mouseover`,`mouseup`,`pointerdown`,`pointermove`,`pointerout`,`pointerover`,`pointerup`,`touchend`,`touchmove`,`touchstart`];function Dr(e){return Er.includes(e)}var Or=`allowfullscreen.async.autofocus.autoplay.checked.controls.default.disabled.formnovalidate.indeterminate.inert.ismap.loop.multiple.muted.nomodule.novalidate.open.playsinline.readonly.required.reversed.seamless.selected.webkitdirectory.defer.disablepictureinpicture.disableremoteplayback`.split(`.`),kr={formnovalidate:`formNoValidate`,ismap:`isMap`,nomodule:`noModule`,playsinline:`playsInline`,readonly:`readOnly`,defaultvalue:`defaultValue`,defaultchecked:`defaultChecked`,srcobject:`srcObject`,novalidate:`noValidate`,allowfullscreen:`allowFullscreen`,disablepictureinpicture:`disablePictureInPicture`,disableremoteplayback:`disableRemotePlayback`};function Ar(e){return e=e.toLowerCase(),kr[e]??e}[...Or];var jr=[`touchstart`,`touchmove`];function Mr(e){return jr.includes(e)}var Nr=Symbol(`events`),Pr=new Set,Fr=new Set;function Ir(e,t,n,r={}){function i(e){if(r.capture||Vr.call(t,e),!e.cancelBubble)return ut(()=>n?.call(this,e))}return e.startsWith(`pointer`)||e.startsWith(`touch`)||e===`wheel`?(i.__removed=!1,et(()=>{i.__removed||t.addEventListener(e,i,r)})):t.addEventListener(e,i,r),i}function Lr(e,t,n,r,i){var a={capture:r,passive:i},o=Ir(e,t,n,a);(t===document.body||t===window||t===document||t instanceof HTMLMediaElement)&&wn(()=>{o.__removed=!0,t.removeEventListener(e,o,a)})}function H(e,t,n){(t[Nr]??={})[e]=n}function Rr(e){for(var t=0;t<e.length;t++)Pr.add(e[t]);for(var n of Fr)n(e)}var zr=null,Br=!1;function Vr(e){var t=this,n=t.ownerDocument,r=e.type,a=e.composedPath?.()||[],o=a[0]||e.target;zr=e,Br||(Br=!0,setTimeout(()=>{Br=!1,zr=null}));var s=0,c=zr===e&&e[Nr];if(c){var l=a.indexOf(c);if(l!==-1&&(t===document||t===window)){e[Nr]=t;return}var u=a.indexOf(t);if(u===-1)return;l<=u&&(s=l)}if(o=a[s]||e.target,o!==t){i(e,`currentTarget`,{configurable:!0,get(){return o||n}});var d=Xn,f=$n;Qn(null),er(null);try{for(var p,m=[];o!==null&&o!==t;){try{var h=o[Nr]?.[r];h==null||o.disabled&&e.target!==o||h.call(o,e)}catch(e){p?m.push(e):p=e}if(e.cancelBubble)break;s++,o=s<a.length?a[s]:null}if(p){for(let e of m)queueMicrotask(()=>{throw e});throw p}}finally{e[Nr]=t,delete e.currentTarget,Qn(d),er(f)}}}var Hr=globalThis?.window?.trustedTypes&&globalThis.window.trustedTypes.createPolicy(`svelte-trusted-html`,{createHTML:e=>e});function Ur(e){return Hr?.createHTML(e)??e}function Wr(e){var t=gn(`template`);return t.innerHTML=Ur(e.replaceAll(`<!>`,`<!---->`)),t.content}function Gr(e,t){var n=$n;n.nodes===null&&(n.nodes={start:e,end:t,a:null,t:null})}function U(e,t){var n=!!(t&1),r=!!(t&2),i,a=!e.startsWith(`<!>`);return()=>{if(be)return Gr(Se,null),Se;i===void 0&&(i=Wr(a?e:`<!>`+e),n||(i=fn(i)));var t=r||sn?document.importNode(i,!0):i.cloneNode(!0);if(n){var o=fn(t),s=t.lastChild;Gr(o,s)}else Gr(t,t);return t}}function Kr(e,t,n=`svg`){var r=!e.startsWith(`<!>`),i=!!(t&1),a=`<${n}>${r?e:`<!>`+e}</${n}>`,o;return()=>{if(be)return Gr(Se,null),Se;if(!o){var e=fn(Wr(a));if(i)for(o=document.createDocumentFragment();fn(e);)o.appendChild(fn(e));else o=fn(e)}var t=o.cloneNode(!0);if(i){var n=fn(t),r=t.lastChild;Gr(n,r)}else Gr(t,t);return t}}function qr(e,t){return Kr(e,t,`svg`)}function Jr(e=``){if(!be){var t=dn(e+``);return Gr(t,t),t}var n=Se;return n.nodeType===3?_n(n):(n.before(n=dn()),Ce(n)),Gr(n,n),n}function Yr(){if(be)return Gr(Se,null),Se;var e=document.createDocumentFragment(),t=document.createComment(``),n=dn();return e.append(t,n),Gr(t,n),e}function W(e,t){if(be){var n=$n;n.f&32768&&n.nodes.end!==null||(n.nodes.end=Se),we()}else e!==null&&e.before(t)}function Xr(e){let t=0,n=qt(0),r;return()=>{Cn()&&(V(n),jn(()=>(t===0&&(r=Sr(()=>e(()=>$t(n)))),t+=1,()=>{et(()=>{--t,t===0&&(r?.(),r=void 0,$t(n))})})))}}var Zr=w|E;function Qr(e,t,n,r){new $r(e,t,n,r)}var $r=class{parent;is_pending=!1;transform_error;#e;#t=be?Se:null;#n;#r;#i;#a=null;#o=null;#s=null;#c=null;#l=0;#u=0;#d=!1;#f=new Map;#p=null;#m=Xr(()=>(this.#p=qt(this.#l),()=>{this.#p=null}));constructor(e,t,n,r){this.#e=e,this.#n=t,this.#r=e=>{var t=$n;t.b=this,t.f|=128,n(e)},this.parent=$n.b,this.transform_error=r??this.parent?.transform_error??(e=>e),this.#i=Nn(()=>{if(be){let e=De(this.#t);we();let t=e===`[!`;if(e.startsWith(`[?`)){let t=JSON.parse(e.slice(2));this.#g(t)}else t?this.#y():this.#h()}else this.#b()},Zr),be&&(this.#e=Se)}#h(){try{this.#a=Fn(()=>this.#r(this.#e))}catch(e){this.error(e)}}#g(e){let t=this.#n.failed,{reset:n,invoke_onerror:r}=this.#_(e);et(r),t&&(this.#s=Fn(()=>{t(this.#e,()=>e,()=>n)}))}#_(e){var t=!1,n=!1;let r=()=>{this.#v()||(t?ye():(t=!0,n&&Be(),this.#s!==null&&Hn(this.#s,()=>{this.#s=null}),this.#S(()=>{this.#b()})))};return{reset:r,invoke_onerror:()=>{if(!this.#v())try{n=!0,this.#n.onerror?.(e,r),n=!1}catch(e){yn(e,this.#i&&this.#i.parent)}}}}#v(){return(this.#i.f&(x|C))!==0}#y(){let e=this.#n.pending;e&&(this.is_pending=!0,this.#o=Fn(()=>e(this.#e)),et(()=>{if(!this.#v()){var e=this.#c=document.createDocumentFragment(),t=dn(),n=!1;e.append(t),this.#a=this.#S(()=>{try{return Fn(()=>this.#r(t))}catch(e){try{this.error(e),n=!0}catch(e){yn(e,this.#i.parent)}return null}}),this.#a===null?(this.#c=null,n&&this.#x(Et)):this.#u===0&&(this.#e.before(e),this.#c=null,Hn(this.#o,()=>{this.#o=null}),this.#x(Et))}}))}#b(){try{if(this.is_pending=this.has_pending_snippet(),this.#u=0,this.#l=0,this.#a=Fn(()=>{this.#r(this.#e)}),this.#u>0){var e=this.#c=document.createDocumentFragment();Kn(this.#a,e);let t=this.#n.pending;this.#o=Fn(()=>t(this.#e))}else this.#x(Et)}catch(e){this.error(e)}}#x(e){this.is_pending=!1,e.transfer_reactions(this.#f)}defer_effect(e){at(e,this.#f)}is_rendered(){return!this.is_pending&&(!this.parent||this.parent.is_rendered())}has_pending_snippet(){return!!this.#n.pending}#S(e){var t=$n,n=Xn,r=Ke;er(this.#i),Qn(this.#i),qe(this.#i.ctx);try{return It.ensure(),e()}finally{er(t),Qn(n),qe(r)}}#C(e,t){this.has_pending_snippet()?(this.#u+=e,this.#u===0&&(this.#x(t),this.#o&&Hn(this.#o,()=>{this.#o=null}),this.#c&&=(this.#e.before(this.#c),null))):this.parent&&this.parent.#C(e,t)}update_pending_count(e,t){this.#C(e,t),this.#l+=e,!this.#p||this.#d||(this.#d=!0,et(()=>{this.#d=!1,this.#p&&Zt(this.#p,this.#l)}))}get_effect_pending(){return this.#m(),V(this.#p)}error(e){if(e===pe||!this.#n.onerror&&!this.#n.failed)throw e;Et?.is_fork?(this.#a&&Et.skip_effect(this.#a),this.#o&&Et.skip_effect(this.#o),this.#s&&Et.skip_effect(this.#s),Et.oncommit(()=>{this.#v()||this.#w(e)})):this.#w(e)}#w(e){this.#a&&=(zn(this.#a),null),this.#o&&=(zn(this.#o),null),this.#s&&=(zn(this.#s),null),be&&(Ce(this.#t),Te(),Ce(Ee()));let t=this.#n.failed,n=e=>{if(this.#v())return;let{reset:n,invoke_onerror:r}=this.#_(e);r(),t&&!this.#v()&&(this.#s=this.#S(()=>{try{return Fn(()=>{var r=$n;r.b=this,r.f|=128,t(this.#e,()=>e,()=>n)})}catch(e){return yn(e,this.#i.parent),null}}))};et(()=>{if(!this.#v()){var t;try{t=this.transform_error(e)}catch(e){yn(e,this.#i&&this.#i.parent);return}typeof t==`object`&&t&&typeof t.then==`function`?t.then(n,e=>yn(e,this.#i&&this.#i.parent)):n(t)}})}};function G(e,t){var n=t==null?``:typeof t==`object`?`${t}`:t;n!==(e[le]??=e.nodeValue)&&(e[le]=n,e.nodeValue=`${n}`)}function ei(e,t){return ni(e,t)}var ti=new Map;function ni(e,{target:t,anchor:n,props:i={},events:a,context:o,intro:s=!0,transformError:c}){un();var l=void 0,u=On(()=>{var s=n??t.appendChild(dn());Qr(s,{pending:()=>{}},t=>{Je({});var n=Ke;if(o&&(n.c=o),a&&(i.$$events=a),be&&Gr(t,null),l=e(t,i)||Xe(),be&&($n.nodes.end=Se,Se===null||Se.nodeType!==8||Se.data!==`]`))throw _e(),pe;Ye()},c);var u=new Set,d=e=>{for(var n=0;n<e.length;n++){var r=e[n];if(!u.has(r)){u.add(r);var i=Mr(r);for(let e of[t,document]){var a=ti.get(e);a===void 0&&(a=new Map,ti.set(e,a));var o=a.get(r);o===void 0?(e.addEventListener(r,Vr,{passive:i}),a.set(r,1)):a.set(r,o+1)}}}};return d(r(Pr)),Fr.add(d),()=>{for(var e of u)for(let n of[t,document]){var r=ti.get(n),i=r.get(e);--i==0?(n.removeEventListener(e,Vr),r.delete(e),r.size===0&&ti.delete(n)):r.set(e,i)}Fr.delete(d),s!==n&&s.parentNode?.removeChild(s)}});return ri.set(l,u),l}var ri=new WeakMap,ii=class{anchor;#e=new Map;#t=new Map;#n=new Map;#r=new Set;#i=!0;constructor(e,t=!0){this.anchor=e,this.#i=t}#a=e=>{if(this.#e.has(e)){var t=this.#e.get(e),n=this.#t.get(t);if(n)Wn(n),this.#r.delete(t);else{var r=this.#n.get(t);r&&(Wn(r.effect),this.#t.set(t,r.effect),this.#n.delete(t),r.fragment.lastChild.remove(),this.anchor.before(r.fragment),n=r.effect)}for(let[t,n]of this.#e){if(this.#e.delete(t),t===e)break;let r=this.#n.get(n);r&&(zn(r.effect),this.#n.delete(n))}for(let[e,r]of this.#t){if(e===t||this.#r.has(e))continue;let i=()=>{if(Array.from(this.#e.values()).includes(e)){var t=document.createDocumentFragment();Kn(r,t),t.append(dn()),this.#n.set(e,{effect:r,fragment:t})}else zn(r);this.#r.delete(e),this.#t.delete(e)};this.#i||!n?(this.#r.add(e),Hn(r,i,!1)):i()}}};#o=e=>{this.#e.delete(e);let t=Array.from(this.#e.values());for(let[e,n]of this.#n)t.includes(e)||(zn(n.effect),this.#n.delete(e))};ensure(e,t){var n=Et,r=hn();if(t&&!this.#t.has(e)&&!this.#n.has(e)){if(r){var i=document.createDocumentFragment(),a=dn();i.append(a),this.#n.set(e,{effect:Fn(()=>t(a)),fragment:i})}else this.#t.set(e,Fn(()=>t(this.anchor)))}if(this.#e.set(n,e),r){for(let[t,r]of this.#t)t===e?n.unskip_effect(r):n.skip_effect(r);for(let[t,r]of this.#n)t===e?n.unskip_effect(r.effect):n.skip_effect(r.effect);n.oncommit(this.#a),n.ondiscard(this.#o)}else be&&(this.anchor=Se),this.#a(n)}};function K(e,t,n=!1){var r;be&&(r=Se,we());var i=new ii(e),a=n?w:0;function o(e,t){if(be){var n=De(r);if(e!==parseInt(n.substring(1))){var a=Ee();Ce(a),i.anchor=a,xe(!1),i.ensure(e,t),xe(!0);return}}i.ensure(e,t)}Nn(()=>{var e=!1;t((t,n=0)=>{e=!0,o(n,t)}),e||o(-1,null)},a)}function ai(e,t){return t}function oi(e,t,n){for(var i=[],a=t.length,o,s=t.length,c=0;c<a;c++){let n=t[c];Hn(n,()=>{if(o){if(o.pending.delete(n),o.done.add(n),o.pending.size===0){var t=e.outrogroups;si(e,r(o.done)),t.delete(o),t.size===0&&(e.outrogroups=null)}}else--s},!1)}if(s===0){var l=i.length===0&&n!==null&&e.pending.size===0;if(l){var u=n,d=u.parentNode;mn(d),d.append(u),e.items.clear()}si(e,t,!l)}else o={pending:new Set(t),done:new Set},(e.outrogroups??=new Set).add(o)}function si(e,t,n=!0){var r;if(e.pending.size>0){r=new Set;for(let t of e.pending.values())for(let n of t)r.add(e.items.get(n).e)}for(var i=0;i<t.length;i++){var a=t[i];r?.has(a)?(a.f|=O,Kn(a,document.createDocumentFragment())):zn(t[i],n)}}var ci;function q(t,n,i,a,o,s=null){var c=t,l=new Map;if(n&4){var u=t;c=be?Ce(fn(u)):u.appendChild(dn())}be&&we();var d=null,f=yt(()=>{var t=i();return e(t)?t:t==null?[]:r(t)}),p=new Map,m=!0;function h(e){if(!(_.effect.f&16384)){_.pending.delete(e);var t=V(f);_.fallback=d,ui(_,t,c,n,a),d!==null&&(t.length===0?d.f&33554432?(d.f^=O,fi(d,null,c)):Wn(d):Hn(d,()=>{d=null}))}}function g(e){_.pending.delete(e)}var _={effect:Nn(()=>{var e=V(f),t=e.length;let r=!1;be&&De(c)===`[!`!=(t===0)&&(c=Ee(),Ce(c),xe(!1),r=!0);for(var u=new Set,_=Et,v=hn(),y=0;y<t;y+=1){be&&Se.nodeType===8&&Se.data===`]`&&(c=Se,r=!0,xe(!1));var b=e[y],x=a(b,y),S=m?null:l.get(x);S?(S.v&&Zt(S.v,b),S.i&&Zt(S.i,y),v&&_.unskip_effect(S.e)):(S=di(l,m?c:ci??=dn(),b,x,y,o,n,i),m||(S.e.f|=O),l.set(x,S)),u.add(x)}if(t===0&&s&&!d&&(m?d=Fn(()=>s(c)):(d=Fn(()=>s(ci??=dn())),d.f|=O)),t>u.size&&je(``,``,``),be&&t>0&&Ce(Ee()),!m){if(p.set(_,u),v){for(let[e,t]of l)u.has(e)||_.skip_effect(t.e);_.oncommit(h),_.ondiscard(g)}else h(_)}r&&xe(!0),V(f)}),flags:n,items:l,pending:p,outrogroups:null,fallback:d};m=!1,be&&(c=Se)}function li(e){for(;e!==null&&!(e.f&32);)e=e.next;return e}function ui(e,t,n,i,a){var o=!!(i&8),s=t.length,c=e.items,l=li(e.effect.first),u,d=null,f,p=[],m=[],h,g,_,v;if(o)for(v=0;v<s;v+=1)h=t[v],g=a(h,v),_=c.get(g).e,_.f&33554432||(_.nodes?.a?.measure(),(f??=new Set).add(_));for(v=0;v<s;v+=1){if(h=t[v],g=a(h,v),_=c.get(g).e,e.outrogroups!==null)for(let t of e.outrogroups)t.pending.delete(_),t.done.delete(_);if(_.f&8192&&(Wn(_),o&&(_.nodes?.a?.unfix(),(f??=new Set).delete(_))),_.f&33554432){if(_.f^=O,_===l)fi(_,null,n);else{var y=d?d.next:l;_===e.effect.last&&(e.effect.last=_.prev),_.prev&&(_.prev.next=_.next),_.next&&(_.next.prev=_.prev),pi(e,d,_),pi(e,_,y),fi(_,y,n),d=_,p=[],m=[],l=li(d.next);continue}}if(_!==l){if(u!==void 0&&u.has(_)){if(p.length<m.length){var b=m[0],x;d=b.prev;var S=p[0],C=p[p.length-1];for(x=0;x<p.length;x+=1)fi(p[x],b,n);for(x=0;x<m.length;x+=1)u.delete(m[x]);pi(e,S.prev,C.next),pi(e,d,S),pi(e,C,b),l=b,d=C,--v,p=[],m=[]}else u.delete(_),fi(_,l,n),pi(e,_.prev,_.next),pi(e,_,d===null?e.effect.first:d.next),pi(e,d,_),d=_;continue}for(p=[],m=[];l!==null&&l!==_;)(u??=new Set).add(l),m.push(l),l=li(l.next);if(l===null)continue}_.f&33554432||p.push(_),d=_,l=li(_.next)}if(e.outrogroups!==null){for(let t of e.outrogroups)t.pending.size===0&&(si(e,r(t.done)),e.outrogroups?.delete(t));e.outrogroups.size===0&&(e.outrogroups=null)}if(l!==null||u!==void 0){var w=[];if(u!==void 0)for(_ of u)_.f&8192||w.push(_);for(;l!==null;)!(l.f&8192)&&l!==e.fallback&&w.push(l),l=li(l.next);var T=w.length;if(T>0){var E=i&4&&s===0?n:null;if(o){for(v=0;v<T;v+=1)w[v].nodes?.a?.measure();for(v=0;v<T;v+=1)w[v].nodes?.a?.fix()}oi(e,w,E)}}o&&et(()=>{if(f!==void 0)for(_ of f)_.nodes?.a?.apply()})}function di(e,t,n,r,i,a,o,s){var c=o&1?o&16?qt(n):Jt(n,!1,!1):null,l=o&2?qt(i):null;return{v:c,i:l,e:Fn(()=>(a(t,c??n,l??i,s),()=>{e.delete(r)}))}}function fi(e,t,n){if(e.nodes)for(var r=e.nodes.start,i=e.nodes.end,a=t&&!(t.f&33554432)?t.nodes.start:n;r!==null;){var o=pn(r);if(a.before(r),r===i)return;r=o}}function pi(e,t,n){t===null?e.effect.first=n:t.next=n,n===null?e.effect.last=t:n.prev=t}function mi(e,t,...n){var r=new ii(e);Nn(()=>{let e=t()??null;r.ensure(e,e&&(t=>e(t,...n)))},w)}function hi(e,t){let n=null,r=be;var i;if(be){n=Se;for(var a=fn(document.head);a!==null&&(a.nodeType!==8||a.data!==e);)a=pn(a);if(a===null)xe(!1);else{var o=pn(a);a.remove(),Ce(o)}}be||(i=document.head.appendChild(dn()));try{Nn(()=>{var e=Fn(()=>t(i));e.f|=T,be||(e.nodes===null?e.nodes={start:i,end:i,a:null,t:null}:e.nodes.end=i)})}finally{r&&(xe(!0),Ce(n))}}function gi(e,t){var n=void 0,r;Pn(()=>{n!==(n=t())&&(r&&=(zn(r),null),n&&(r=Fn(()=>{kn(()=>n(e))})))})}function _i(e){var t,n,r=``;if(typeof e==`string`||typeof e==`number`)r+=e;else if(typeof e==`object`){if(Array.isArray(e)){var i=e.length;for(t=0;t<i;t++)e[t]&&(n=_i(e[t]))&&(r&&(r+=` `),r+=n)}else for(n in e)e[n]&&(r&&(r+=` `),r+=n)}return r}function vi(){for(var e,t,n=0,r=``,i=arguments.length;n<i;n++)(e=arguments[n])&&(t=_i(e))&&(r&&(r+=` `),r+=t);return r}function yi(e){return typeof e==`object`?vi(e):e??``}var bi=[...` 	
\r\f\xA0\v﻿`];function xi(e,t,n){var r=e==null?``:``+e;if(t&&(r=r?r+` `+t:t),n){for(var i of Object.keys(n))if(n[i])r=r?r+` `+i:i;else if(r.length)for(var a=i.length,o=0;(o=r.indexOf(i,o))>=0;){var s=o+a;(o===0||bi.includes(r[o-1]))&&(s===r.length||bi.includes(r[s]))?r=(o===0?``:r.substring(0,o))+r.substring(s+1):o=s}}return r===``?null:r}function Si(e,t=!1){var n=t?` !important;`:`;`,r=``;for(var i of Object.keys(e)){var a=e[i];a!=null&&a!==``&&(r+=` `+i+`: `+a+n)}return r}function Ci(e){return e[0]!==`-`||e[1]!==`-`?e.toLowerCase():e}function wi(e,t){if(t){var n=``,r,i;if(Array.isArray(t)?(r=t[0],i=t[1]):r=t,e){e=String(e).replaceAll(/\/\*.*?\*\//g,``).trim();var a=!1,o=0,s=!1,c=[];r&&c.push(...Object.keys(r).map(Ci)),i&&c.push(...Object.keys(i).map(Ci));var l=0,u=-1;let t=e.length;for(var d=0;d<t;d++){var f=e[d];if(s?f===`/`&&e[d-1]===`*`&&(s=!1):a?a===f&&(a=!1):f===`/`&&e[d+1]===`*`?s=!0:f===`"`||f===`'`?a=f:f===`(`?o++:f===`)`&&o--,!s&&a===!1&&o===0){if(f===`:`&&u===-1)u=d;else if(f===`;`||d===t-1){if(u!==-1){var p=Ci(e.substring(l,u).trim());if(!c.includes(p)){f!==`;`&&d++;var m=e.substring(l,d).trim();n+=` `+m+`;`}}l=d+1,u=-1}}}}return r&&(n+=Si(r)),i&&(n+=Si(i,!0)),n=n.trim(),n===``?null:n}return e==null?null:String(e)}function Ti(e,t,n,r,i,a){var o=e[se];if(be||o!==n||o===void 0){var s=xi(n,r,a);be&&s===e.getAttribute(`class`)||(s==null?e.removeAttribute(`class`):t?e.className=s:e.setAttribute(`class`,s)),e[se]=n}else if(a&&i!==a)for(var c in a){var l=!!a[c];(i==null||l!==!!i[c])&&e.classList.toggle(c,l)}return a}function Ei(e,t={},n,r){for(var i in n){var a=n[i];t[i]!==a&&(n[i]==null?e.style.removeProperty(i):e.style.setProperty(i,a,r))}}function Di(e,t,n,r){var i=e[ce];if(be||i!==t){var a=wi(t,r);be&&a===e.getAttribute(`style`)||(a==null?e.removeAttribute(`style`):e.style.cssText=a),e[ce]=t}else r&&(Array.isArray(r)?(Ei(e,n?.[0],r[0]),Ei(e,n?.[1],r[1],`important`)):Ei(e,n,r));return r}function Oi(e,t){t?e.hasAttribute(`selected`)||e.setAttribute(`selected`,``):e.removeAttribute(`selected`)}function ki(e,t){var n=!(`__defaultValue`in e);(n||e.__defaultValue!==t)&&(e.__defaultValue=t,Ai(e,!n||`__value`in e))}function Ai(t,n){var r=t.__defaultValue,i=t.multiple,a=i?r??[]:null;if(!i||e(a)){var o=t.selectedIndex,s=n&&i?new Set(t.selectedOptions):null;for(var c of t.options){var l=Pi(c);Oi(c,i?a.includes(l):rn(l,r))}if(n){if(s!==null)for(c of t.options){var u=s.has(c);c.selected!==u&&(c.selected=u)}else t.selectedIndex!==o&&(t.selectedIndex=o)}}}function ji(t,n,r=!1){if(t.multiple){if(n==null)return;if(!e(n))return ve();for(var i of t.options)i.selected=n.includes(Pi(i))}else{for(i of t.options)if(rn(Pi(i),n)){i.selected=!0;return}r&&n===void 0||(t.selectedIndex=-1)}}function Mi(e){var t=new MutationObserver(t=>{t.every(Fi)||(`__defaultValue`in e&&Ai(e,!1),`__value`in e&&ji(e,e.__value))});t.observe(e,{childList:!0,subtree:!0,attributes:!0,attributeFilter:[`value`]}),wn(()=>{t.disconnect()})}function Ni(e,t,n=t){var r=new WeakSet,i=!0;dt(e,`change`,t=>{var i=t?`[selected]`:`:checked`,a;if(e.multiple)a=[].map.call(e.querySelectorAll(i),Pi);else{var o=e.querySelector(i)??e.querySelector(`option:not([disabled])`);a=o&&Pi(o)}n(a),e.__value=a,Et!==null&&r.add(Et)}),kn(()=>{var a=t();if(e===document.activeElement){var o=Et;if(r.has(o))return}if(ji(e,a,i),i&&a===void 0){var s=e.querySelector(`:checked`);s!==null&&(a=Pi(s),n(a))}e.__value=a,i=!1})}function Pi(e){return`__value`in e?e.__value:e.value}function Fi(e){if(e.target.closest(`selectedcontent`)!==null)return!0;if(e.type===`childList`){var t=[...e.addedNodes,...e.removedNodes];return t.length>0&&t.every(e=>e.nodeName===`SELECTEDCONTENT`)}return!1}var Ii=Symbol(`class`),Li=Symbol(`style`),Ri=Symbol(`is custom element`),zi=Symbol(`is html`),Bi=fe?`link`:`LINK`,Vi=fe?`input`:`INPUT`,Hi=fe?`option`:`OPTION`,Ui=fe?`select`:`SELECT`,Wi=fe?`progress`:`PROGRESS`;function Gi(e){if(be){var t=!1,n=()=>{if(!t){if(t=!0,e.hasAttribute(`value`)){var n=e.value;J(e,`value`,null),e.value=n}if(e.hasAttribute(`checked`)){var r=e.checked;J(e,`checked`,null),e.checked=r}}};e[ue]=n,et(n),lt()}}function Ki(e,t){var n=Xi(e);n.value!==(n.value=t??void 0)&&(e.value!==t||t===0&&e.nodeName===Wi)&&(e.value=t??``)}function qi(e,t){var n=Xi(e);n.checked!==(n.checked=t??void 0)&&(e.checked=t)}function J(e,t,n,r){var i=Xi(e);if(!(be&&(i[t]=e.getAttribute(t),t===`src`||t===`srcset`||t===`href`&&e.nodeName===Bi))){var a=i[t];a!==(i[t]=n)&&(t===`loading`&&(e[ae]=n),n==null?e.removeAttribute(t):typeof n!=`string`&&Qi(e).has(t)?e[t]=n:(!be||typeof n!=`number`&&typeof n!=`boolean`||a!==String(n))&&e.setAttribute(t,n))}}function Ji(e,t,n,r,i=!1,a=!1){be&&i&&e.nodeName===Vi&&(`defaultValue`in n||`defaultChecked`in n||Gi(e));var o=Xi(e),s=o[Ri],c=!o[zi];let l=be&&s;l&&xe(!1);var u=t||{},d=e.nodeName===Hi,f=e.nodeName===Ui;try{for(var p in t)!(p in n)&&p[0]+p[1]!==`$$`&&(n[p]=null);n.class?n.class=yi(n.class):(r||n[Ii])&&(n.class=null),n[Li]&&(n.style??=null);var m=Qi(e);if(e.nodeName===Vi&&`type`in n&&(`value`in n||`__value`in n)){var h=n.type;(h!==u.type||h===void 0&&e.hasAttribute(`type`))&&(u.type=h,J(e,`type`,h,a))}for(let i in n){let l=n[i];if(d&&i===`value`&&l==null)e.value=e.__value=``,u[i]=l;else if(i===`class`)Ti(e,e.namespaceURI===`http://www.w3.org/1999/xhtml`,l,r,t?.[Ii],n[Ii]),u[i]=l,u[Ii]=n[Ii];else if(i===`style`)Di(e,l,t?.[Li],n[Li]),u[i]=l,u[Li]=n[Li];else{var g=u[i];if(l!==g||l===void 0&&e.hasAttribute(i)){u[i]=l;var _=i[0]+i[1];if(_!==`$$`){if(_===`on`){let t={},n=`$$`+i,r=i.slice(2);var v=Dr(r);if(Tr(r)&&(r=r.slice(0,-7),t.capture=!0),!v&&g){if(l!=null)continue;e.removeEventListener(r,u[n],t),u[n]=null}if(v)H(r,e,l),Rr([r]);else if(l!=null){function a(e){u[i].call(this,e)}u[n]=Ir(r,e,a,t)}}else if(i===`style`)J(e,i,l);else if(i===`autofocus`)ot(e,!!l);else if(!s&&(i===`__value`||i===`value`&&l!=null))e.__value=l,(g==null||e.value!==l||l===0&&e.nodeName===Wi)&&(e.value=l);else if(i===`selected`&&d)Oi(e,l);else{var y=i;c||(y=Ar(y));var b=y===`defaultValue`||y===`defaultChecked`;if(f&&y===`defaultValue`)continue;if(l==null&&!s&&!b){if(o[i]=null,y===`value`||y===`checked`){let n=e,r=t===void 0;if(y===`value`){let e=n.defaultValue;n.removeAttribute(y),n.defaultValue=e,n.value=n.__value=r?e:null}else{let e=n.defaultChecked;n.removeAttribute(y),n.defaultChecked=e,n.checked=r?e:!1}}else e.removeAttribute(i)}else b||(s||typeof l!=`string`)&&m.has(y)?(e[y]=l,y in o&&(o[y]=me)):typeof l!=`function`&&J(e,y,l,a)}}}}}}finally{l&&xe(!0)}return u}function Yi(e,t,n=[],r=[],i=[],a,o=!1,s=!1){ft(i,n,r,n=>{var r=void 0,i={},c=e.nodeName===Ui,l=!1;if(Pn(()=>{var u=t(...n.map(V)),d=Ji(e,r,u,a,o,s);if(l&&c){var f=e;`defaultValue`in u&&ki(f,u.defaultValue),`value`in u&&ji(f,u.value)}for(let e of Object.getOwnPropertySymbols(i))u[e]||zn(i[e]);for(let t of Object.getOwnPropertySymbols(u)){var p=u[t];t.description!==`@attach`||r&&p===r[t]||(i[t]&&zn(i[t]),i[t]=Fn(()=>gi(e,()=>p))),d[t]=p}r=d}),c){var u=e;kn(()=>{var e=r;`defaultValue`in e&&ki(u,e.defaultValue),ji(u,e.value,!0),Mi(u)})}l=!0})}function Xi(e){return e[oe]??={[Ri]:e.nodeName.includes(`-`),[zi]:e.namespaceURI===he}}var Zi=new Map;function Qi(e){var t=e.getAttribute(`is`)||e.nodeName,n=Zi.get(t);if(n)return n;Zi.set(t,n=new Set);for(var r,i=e,a=Element.prototype;a!==i;){for(var s in r=o(i),r)r[s].set&&s!==`innerHTML`&&s!==`textContent`&&s!==`innerText`&&n.add(s);i=l(i)}return n}function $i(e,t,n=t){var r=new WeakSet;dt(e,`input`,async i=>{var a=i?e.defaultValue:e.value;if(a=ia(e)?aa(a):a,n(a),Et!==null&&r.add(Et),await yr(),a!==(a=t())){var o=e.selectionStart,s=e.selectionEnd,c=e.value.length;if(e.value=a??``,s!==null){var l=e.value.length;o===s&&s===c&&l>c?(e.selectionStart=l,e.selectionEnd=l):(e.selectionStart=o,e.selectionEnd=Math.min(s,l))}}}),(be&&e.defaultValue!==e.value||Sr(t)==null&&e.value)&&(n(ia(e)?aa(e.value):e.value),Et!==null&&r.add(Et)),jn(()=>{var n=t();if(e===document.activeElement){var i=Et;if(r.has(i))return}ia(e)&&n===aa(e.value)||(e.type!==`date`||n||e.value)&&n!==e.value&&(e.value=n??``)})}var ea=new Set;function ta(e,t,n,r,i=r){var a=n.getAttribute(`type`)===`checkbox`,o=e;let s=!1;if(t!==null)for(var c of t)o=o[c]??=[];o.push(n),dt(n,`change`,()=>{var e=n.__value;a&&(e=ra(o,e,n.checked)),i(e)},()=>i(a?[]:null)),jn(()=>{var e=r();be&&n.defaultChecked!==n.checked?s=!0:a?(e||=[],n.checked=e.includes(n.__value)):n.checked=rn(n.__value,e)}),wn(()=>{var e=o.indexOf(n);e!==-1&&o.splice(e,1)}),ea.has(o)||(ea.add(o),et(()=>{o.sort((e,t)=>e.compareDocumentPosition(t)===4?-1:1),ea.delete(o)})),et(()=>{if(s){var e=a?ra(o,e,n.checked):o.find(e=>e.checked)?.__value;i(e)}})}function na(e,t,n=t){dt(e,`change`,t=>{n(t?e.defaultChecked:e.checked)}),(be&&e.defaultChecked!==e.checked||Sr(t)==null)&&n(e.checked),jn(()=>{e.checked=!!t()})}function ra(e,t,n){for(var r=new Set,i=0;i<e.length;i+=1)e[i].checked&&r.add(e[i].__value);return n||r.delete(t),Array.from(r)}function ia(e){var t=e.type;return t===`number`||t===`range`}function aa(e){return e===``?null:+e}var oa=new class e{#e=new WeakMap;#t;#n;static entries=new WeakMap;constructor(e){this.#n=e}observe(e,t){var n=this.#e.get(e)||new Set;return n.add(t),this.#e.set(e,n),this.#r().observe(e,this.#n),()=>{var n=this.#e.get(e);n.delete(t),n.size===0&&(this.#e.delete(e),this.#t.unobserve(e))}}#r(){return this.#t??=new ResizeObserver(t=>{for(var n of t){e.entries.set(n.target,n);for(var r of this.#e.get(n.target)||[])r(n)}})}}({box:`border-box`});function sa(e,t,n){var r=oa.observe(e,()=>n(e[t]));kn(()=>(Sr(()=>n(e[t])),r))}function ca(e,t){return e===t||e?.[ne]===t}function la(e=Xe(),t,n,r){var i=Ke.r,a=$n;return kn(()=>{var o,s;return jn(()=>{o=s,s=r?.()||[],Sr(()=>{ca(n(...s),e)||(t(e,...s),o&&ca(n(...o),e)&&t(null,...o))})}),()=>{let r=a;for(;r!==i&&r.parent!==null&&r.parent.f&33554432;)r=r.parent;let o=()=>{s&&ca(n(...s),e)&&t(null,...s)},c=r.teardown;r.teardown=()=>{o(),c?.()}}}),e}function ua(e,t,n,r,i){var a=()=>{r(n[e])};n.addEventListener(t,a),i?jn(()=>{n[e]=i()}):a(),(n===document.body||n===window||n===document)&&wn(()=>{n.removeEventListener(t,a)})}function da(e=!1){let t=Ke,n=t.l.u;if(!n)return;let r=()=>Cr(t.s);if(e){let e=0,n={},i=gt(()=>{let r=!1,i=t.s;for(let e in i)i[e]!==n[e]&&(n[e]=i[e],r=!0);return r&&e++,e});r=()=>V(i)}n.b.length&&Dn(()=>{fa(t,r),p(n.b)}),Tn(()=>{let e=Sr(()=>n.m.map(f));return()=>{for(let t of e)typeof t==`function`&&t()}}),n.a.length&&Tn(()=>{fa(t,r),p(n.a)})}function fa(e,t){if(e.l.s)for(let t of e.l.s)V(t);t()}var pa=!1;function ma(e){var t=pa;try{return pa=!1,[e(),pa]}finally{pa=t}}function ha(e,t,n,r){var i=!Ve||!!(n&2),o=!!(n&8),s=!!(n&16),c=r,l=!0,u=void 0,d=()=>s&&i?(u??=gt(r),V(u)):(l&&(l=!1,c=s?Sr(r):r),c);let f;if(o){var p=ne in e||ie in e;f=a(e,t)?.set??(p&&t in e?n=>e[t]=n:void 0)}var m,h=!1;o?[m,h]=ma(()=>e[t]):m=e[t],m===void 0&&r!==void 0&&(m=d(),f&&(i&&Ie(t),f(m)));var g=i?()=>{var n=e[t];return n===void 0?d():(l=!0,n)}:()=>{var n=e[t];return n!==void 0&&(c=void 0),n===void 0?c:n};if(i&&!(n&4))return g;if(f){var _=e.$$legacy;return(function(e,t){return arguments.length>0?((!i||!t||_||h)&&f(t?g():e),e):g()})}var v=!1,y=(n&1?gt:yt)(()=>(v=!1,g()));o&&V(y);var b=$n;return(function(e,t){if(arguments.length>0){let n=t?V(y):i&&o?tn(e):e;return F(y,n),v=!0,c!==void 0&&(c=n),e}return Jn&&v||b.f&16384?y.v:V(y)})}function ga(e){Ke===null&&Ae(`onMount`),Ve&&Ke.l!==null?_a(Ke).m.push(e):Tn(()=>{let t=Sr(e);if(typeof t==`function`)return t})}function _a(e){var t=e.l;return t.u??={a:[],b:[],m:[]}}typeof window<`u`&&((window.__svelte??={}).v??=new Set).add(`5`);function va(e,t,n){return n||e===`TEXTAREA`||e===`SELECT`?!0:e===`INPUT`&&![`checkbox`,`radio`,`button`,`submit`,`range`,`file`].includes(t)}function ya(e,t,n=!1){let r=e.key.length===1?e.key.toLowerCase():e.key;if(r===`Escape`)return`escape`;if(e.ctrlKey||e.metaKey)return r===`Enter`?`run`:t&&!n?null:r===`z`?e.shiftKey?`redo`:`undo`:r===`y`?`redo`:null;if(t||e.altKey)return null;switch(r){case`Home`:return`first`;case`End`:return`last`;case`,`:return`back`;case`.`:return`forward`;case`<`:return`back_far`;case`>`:return`forward_far`;case`p`:return`play`;case`r`:return`reset`;case`c`:return`coldest`;case`m`:return`measure`;case`Delete`:case`Backspace`:return`remove_measure`;case`?`:return`keys`;default:return null}}var ba=[[`P`,`Play or pause`],[`, and .`,`One frame back, one frame on (with Shift: ten)`],[`Home, End`,`Start and end of the procedure`],[`C`,`The coldest each place ever was`],[`M`,`Measure on slices: a distance, once more: an angle, once more: done`],[`Enter on a slice`,`While measuring: a point at the crosshair`],[`Delete`,`Remove the last measure`],[`R`,`Reset every view`],[`Ctrl+Z, Ctrl+Y`,`Undo, redo`],[`Ctrl+Enter`,`Run the case`],[`Arrow keys on a slice`,`Move the crosshair by 1 mm (with Shift: 5 mm)`],[`Page Up, Page Down on a slice`,`Next slice, previous slice (1 mm)`],[`+ and − on a view`,`Zoom`],[`Arrow keys in 3D`,`Turn the view`],[`Click`,`Put the crosshair`],[`Drag`,`Take the crosshair along; in 3D: turn the view`],[`Scroll`,`Through the slices (with Shift: 5 mm); in 3D: zoom`],[`Ctrl+scroll`,`Zoom`],[`Middle drag`,`Pan`],[`Right drag`,`Contrast (sideways) and brightness (up and down) of the tissues; in 3D: zoom`],[`Double click`,`One view large, and back`],[`Drag a probe’s tip`,`Move the probe (with Shift: keep the place on the skin; with Alt: no snapping)`],[`Drag a probe’s ring`,`Turn the probe about its tip`],[`M on the live page`,`Alarm sound on or off`],[`P , . Home End on the live page`,`Play, step and jump in a recording`],[`?`,`This page`],[`Esc`,`Close, or cancel a drag`]],xa=[880,660,880],Sa=.18,Ca=4e3,wa=new class{#e=P(!1);get on(){return V(this.#e)}set on(e){F(this.#e,e,!0)}#t=P(new Set);get silenced(){return V(this.#t)}set silenced(e){F(this.#t,e)}#n=P([]);#r=null;#i;played=0;get sounding(){return this.on&&V(this.#n).some(e=>!this.silenced.has(e))}toggle(){this.on=!this.on,this.on&&this.#o(),this.#a()}test(){this.#o()}silence(){this.silenced=new Set(V(this.#n)),this.#a()}update(e){if(e.join()===V(this.#n).join())return;let t=e.some(e=>!V(this.#n).includes(e));F(this.#n,e);let n=[...this.silenced].filter(t=>e.includes(t));n.length!==this.silenced.size&&(this.silenced=new Set(n)),t&&this.sounding&&this.#o(),this.#a()}#a(){this.sounding?this.#i??=setInterval(()=>this.#o(),Ca):(clearInterval(this.#i),this.#i=void 0)}#o(){this.played+=1;let e=this.#r??=new AudioContext;e.resume(),xa.forEach((t,n)=>{let r=e.currentTime+.02+n*.26,[i,a]=[e.createOscillator(),e.createGain()];i.type=`triangle`,i.frequency.value=t,a.gain.setValueAtTime(0,r),a.gain.linearRampToValueAtTime(.35,r+.015),a.gain.setValueAtTime(.35,r+Sa-.03),a.gain.linearRampToValueAtTime(0,r+Sa),i.connect(a).connect(e.destination),i.start(r),i.stop(r+Sa)})}},Ta=class extends Error{status;problem;document;constructor(e,t,n=null){super([t.what,t.remedy].filter(Boolean).join(` `)),this.status=e,this.problem=t,this.document=n}},Ea=class extends Error{constructor(){super(`The program does not answer. It may have been stopped; nothing that was saved is lost.`)}};async function Da(e,t){let n;try{n=await fetch(e,{credentials:`same-origin`,...t})}catch(e){throw e instanceof DOMException&&e.name===`AbortError`?e:new Ea}if(n.ok)return n;let r=await n.json().catch(()=>({}));throw new Ta(n.status,r.error??{what:`The program refused (${n.status}).`},r.document??null)}async function Oa(e,t){return await(await Da(e,t)).json()}function ka(e,t){return Oa(e,{method:`POST`,headers:{"content-type":`application/json`},body:JSON.stringify(t)})}var Aa=e=>new Promise(t=>setTimeout(t,e));async function ja(e,t,n){for(let r=150;;r=Math.min(r*1.5,1500)){let i=await Da(e,n?{signal:n}:{});if(i.status!==202)return i;t((await i.json().catch(()=>({}))).sentence??`The anatomy is being drawn.`),await Aa(r)}}async function Ma(e,t){return(await ja(e,()=>void 0,t)).arrayBuffer()}var Na=e=>`/api/documents/${encodeURIComponent(e)}`,Pa=e=>`/api/runs/${encodeURIComponent(e)}`,Fa={about:()=>Oa(`/api/about`),cases:()=>Oa(`/api/cases`),catalogue:()=>Oa(`/api/catalogue`),documents:()=>Oa(`/api/documents`),create:e=>ka(`/api/documents`,e),document:e=>Oa(Na(e)),caseUrl:e=>`${Na(e)}/case.yaml`,edit:(e,t,n)=>ka(`${Na(e)}/edits`,{base:t,edit:n}),undo:(e,t)=>ka(`${Na(e)}/undo`,{base:t}),redo:(e,t)=>ka(`${Na(e)}/redo`,{base:t}),remove:async e=>{await Da(Na(e),{method:`DELETE`})},measure:(e,t)=>ka(`${Na(e)}/measures`,t),removeMeasure:(e,t)=>Oa(`${Na(e)}/measures${t===null?``:`/${t}`}`,{method:`DELETE`}),liveUrl:e=>`${location.protocol===`https:`?`wss`:`ws`}://${location.host}${Na(e)}/live`,scene:async(e,t)=>await(await ja(`/api/scenes/${encodeURIComponent(e)}`,t)).json(),bytes:Ma,run:(e,t)=>ka(`${Na(e)}/run`,{base:t}),plan:(e,t,n)=>ka(`${Na(e)}/plan`,{base:t,options:n}),spread:(e,t,n)=>ka(`${Na(e)}/spread`,{base:t,samples:n}),job:e=>Oa(`/api/jobs/${encodeURIComponent(e)}`),cancel:async e=>{await Da(`/api/jobs/${encodeURIComponent(e)}`,{method:`DELETE`})},runs:e=>Oa(`/api/runs?document=${encodeURIComponent(e)}`),result:e=>Oa(Pa(e)),frame:(e,t,n)=>Ma(`${Pa(e)}/frames/${t}`,n),bands:e=>Oa(`${Pa(e)}/bands`),band:(e,t)=>Ma(`${Pa(e)}/bands/${encodeURIComponent(t)}`),section:(e,t)=>Oa(`${Pa(e)}/section?station=${t}`),pictures:async(e,t,n)=>(await Da(`${Pa(e)}/ultrasound`,{method:`POST`,signal:n}),await(await ja(`${Pa(e)}/ultrasound`,t,n)).json()),compare:(e,t)=>ka(`${Pa(e)}/compare`,{other:t}),report:e=>ka(`${Pa(e)}/report`,{}),exportParts:()=>Oa(`/api/exports/parts`),export:(e,t,n)=>ka(`${Pa(e)}/export`,{parts:t,time_s:n}),archiveUrl:(e,t)=>`${Pa(e)}/exports/${encodeURIComponent(t)}`,files:e=>Oa(`${Pa(e)}/files`),fileUrl:(e,t)=>`${Pa(e)}/files/${encodeURIComponent(t)}`,reportUrl:(e,t)=>`${Pa(e)}/report.${t}`,session:()=>Oa(`/api/live`),follow:(e,t)=>ka(`${Pa(e)}/live`,t),stopFollowing:async()=>{await Da(`/api/live`,{method:`DELETE`})},watchUrl:()=>`${location.protocol===`https:`?`wss`:`ws`}://${location.host}/api/live`,recordings:e=>Oa(`${Pa(e)}/recordings`),recording:(e,t)=>Oa(`${Pa(e)}/recordings/${encodeURIComponent(t)}`),recordedMoment:(e,t,n)=>Ma(`${Pa(e)}/recordings/${encodeURIComponent(t)}/moments/${n}`),recordedUrl:(e,t,n)=>`${Pa(e)}/recordings/${encodeURIComponent(t)}/files/${encodeURIComponent(n)}`,ultrasoundUrl:(e,t)=>`${Pa(e)}/ultrasound.png?frame=${t}`};function Ia(e){return e instanceof Ta?e.problem:e instanceof Error?{what:e.message}:{what:String(e)}}var La=(e,t)=>[e[0]+t[0],e[1]+t[1],e[2]+t[2]],Ra=(e,t)=>[e[0]-t[0],e[1]-t[1],e[2]-t[2]],za=(e,t)=>[e[0]*t,e[1]*t,e[2]*t],Ba=(e,t,n)=>La(e,za(t,n)),Va=(e,t)=>e[0]*t[0]+e[1]*t[1]+e[2]*t[2],Ha=(e,t)=>[e[1]*t[2]-e[2]*t[1],e[2]*t[0]-e[0]*t[2],e[0]*t[1]-e[1]*t[0]],Ua=e=>Math.hypot(e[0],e[1],e[2]),Wa=(e,t)=>Ua(Ra(e,t));function Ga(e,t=[0,0,1]){let n=Ua(e);return n>1e-9?za(e,1/n):t}var Ka=(e,t)=>Ba(e,t,-Va(e,t)),qa=(e,t,n)=>Ba(e,Ra(t,e),n),Ja=(e,t=2)=>{let n=10**t;return[Math.round(e[0]*n)/n,Math.round(e[1]*n)/n,Math.round(e[2]*n)/n]},Ya=e=>e===`distance`?2:3;function Xa(e,t,n){let[r,i]=[Ra(e,t),Ra(n,t)],a=Ua(r)*Ua(i);return a===0?null:Math.acos(Math.min(1,Math.max(-1,Va(r,i)/a)))*180/Math.PI}function Za(e,t){let[n,r,i]=t;if(!n||!r)return``;if(e===`distance`)return`${Wa(n,r).toFixed(1)} mm`;if(!i)return``;let a=Xa(n,r,i);return a===null?``:`${a.toFixed(0)}°`}var Qa=new class{#e=P(tn([]));get list(){return V(this.#e)}set list(e){F(this.#e,e,!0)}#t=0;problem(e){this.#n(`problem`,Ia(e),e instanceof Ea)}note(e){let t=this.#n(`note`,{what:e});setTimeout(()=>this.close(t),6e3)}answered(){this.list=this.list.filter(e=>!e.passing)}close(e){this.list=this.list.filter(t=>t.id!==e)}#n(e,t,n=!1){let r=this.list.find(e=>e.problem.what===t.what);if(r)return r.id;let i=++this.#t;return this.list=[...this.list.slice(-2),{id:i,kind:e,problem:t,passing:n}],i}},$a=e=>({id:e.id,kind:e.kind,view:e.view,points:e.points_mm}),eo=new class{#e=P(`off`);get mode(){return V(this.#e)}set mode(e){F(this.#e,e,!0)}#t=P([]);get list(){return V(this.#t)}set list(e){F(this.#t,e)}#n=P([]);get points(){return V(this.#n)}set points(e){F(this.#n,e)}#r=P(null);get next(){return V(this.#r)}set next(e){F(this.#r,e)}#i=`axial`;#a=null;#o=0;#s=Promise.resolve();#c=N(()=>{if(this.mode===`off`||this.points.length===0)return null;let e=this.next?[...this.points,this.next]:this.points;return{id:0,kind:this.mode,points:e,view:this.#i}});get begun(){return V(this.#c)}set begun(e){F(this.#c,e)}turn(){this.set(this.mode===`off`?`distance`:this.mode===`distance`?`angle`:`off`)}set(e){this.mode=e,this.#u()}put(e,t){if(this.mode===`off`||(t!==this.#i&&this.#u(),this.#i=t,this.points=[...this.points,e],this.points.length<Ya(this.mode)))return;let n={kind:this.mode,view:t,points:this.points},r=1+Math.max(0,...this.list.map(e=>e.id));this.list=[...this.list,{id:r,...n}],this.#u(),this.#l(e=>Fa.measure(e,{kind:n.kind,view:t,points_mm:[...n.points]}))}take(e,t){this.#a=e,this.#o===0&&(this.list=t.map($a))}move(e,t,n){this.list=this.list.map(r=>r.id===e?{...r,points:r.points.map((e,r)=>r===t?n:e)}:r)}settle(e){let t=this.list.find(t=>t.id===e);t&&this.#l(n=>Fa.measure(n,{id:e,kind:t.kind,view:t.view,points_mm:[...t.points]}))}remove(e){this.list=this.list.filter(t=>t.id!==e),this.#l(t=>Fa.removeMeasure(t,e))}removeAll(){this.list=[],this.#l(e=>Fa.removeMeasure(e,null))}removeLast(){this.points.length>0?this.points=this.points.slice(0,-1):this.list.length>0&&this.remove(this.list.at(-1).id)}clear(){this.#a=null,this.list=[],this.set(`off`)}escape(){return this.mode!==`off`&&(this.points.length>0?this.#u():this.mode=`off`,!0)}#l(e){let t=this.#a;t!==null&&(this.#o+=1,this.#s=this.#s.then(async()=>{let n=null;try{n=await e(t)}catch(e){Qa.problem(e),n=await Fa.document(t).then(e=>e.measures??[],()=>null)}--this.#o,n&&this.#o===0&&this.#a===t&&(this.list=n.map($a))}))}#u(){this.points=[],this.next=null}},to={worker_ms:0,worker_frames:0,calls:0,triangles:0},no=null,ro=0,io=new Map;function ao(){let e=new Worker(new URL(`/ice.worker.js`,``+import.meta.url),{type:`module`,name:`ice`});return e.onmessage=e=>{let t=e.data,n=io.get(t.id);if(io.delete(t.id),n){if(`problem`in t)return n.failed(Error(t.problem));to.worker_ms+=t.took_ms,to.worker_frames+=1,n.done({field:{grid:n.grid,values:t.values},surfaces:t.surfaces})}},e.onerror=()=>{for(let e of io.values())e.failed(Error(`The ice could not be drawn. Reload the page.`));io.clear(),no=null},e}function oo(e){no??=ao();let t=++ro,{shape:n,origin_mm:r,spacing_mm:i}=e.grid,a={shape:[...n],origin_mm:[...r],spacing_mm:[...i]};return new Promise((n,r)=>{io.set(t,{grid:a,done:n,failed:r});let i={id:t,frame:e.frame,grid:a,coarse:e.coarse,surfaces:e.surfaces??!0};no.postMessage(i,[e.frame])})}var so=class{task;#e=!1;#t;constructor(e){this.task=e}get busy(){return this.#e}want(e){this.#t=e,this.#e||this.#n()}async#n(){for(this.#e=!0;this.#t!==void 0;){let e=this.#t;this.#t=void 0,await this.task(e)}this.#e=!1}};function co(e){let t=Math.max(0,Math.round(e));return`${Math.floor(t/60)}:${String(t%60).padStart(2,`0`)}`}function lo(e){return e>=60&&e%60==0?`${e/60} min`:`${Number(e.toFixed(1))} s`}function uo(e){let t=0,n={freeze:0,thaw:0,wait:0};return e.map(e=>{n[e.kind]+=1;let r=e.kind[0].toUpperCase()+e.kind.slice(1),i={kind:e.kind,name:`${r} ${n[e.kind]}`,sentence:e.sentence,start:t,end:t+e.seconds};return t=i.end,i})}function fo(e){return e.map(e=>({kind:e.kind,name:e.name,sentence:e.sentence,start:e.start_s,end:e.end_s}))}function po(e,t){return e.find(e=>t<=e.end)??e.at(-1)??null}function mo(e,t){let n=0,r=e.length-1;for(;n<r;){let i=n+r>>1;e[i]<t?n=i+1:r=i}return n>0&&t-e[n-1]<=e[n]-t?n-1:Math.max(n,0)}function ho(e){if(e.length===0||e.length%2!=0)return null;let[t,n]=e;if(t.temperature_degC===null)return null;let r=/^(freeze at .* for .*|thaw for .*)$/i;return e.every((e,i)=>{let a=i%2==0?t:n,o=i%2==0?`freeze`:`thaw`,s=e.seconds===a.seconds&&e.temperature_degC===a.temperature_degC;return e.kind===o&&s&&r.test(e.sentence)})?{cycles:e.length/2,freeze_s:t.seconds,thaw_s:n.seconds,temperature_degC:t.temperature_degC}:null}function go(e){let t=[`Freeze at ${e.temperature_degC} degC for ${lo(e.freeze_s)}`,`Thaw for ${lo(e.thaw_s)}`];return Array.from({length:e.cycles},()=>t).flat()}var _o=class{most;sizeOf;#e=new Map;#t=0;constructor(e,t){this.most=e,this.sizeOf=t}get bytes(){return this.#t}get size(){return this.#e.size}get(e){let t=this.#e.get(e);return t!==void 0&&(this.#e.delete(e),this.#e.set(e,t)),t}has(e){return this.#e.has(e)}set(e,t){let n=this.#e.get(e);n!==void 0&&(this.#t-=this.sizeOf(n)),this.#e.delete(e),this.#e.set(e,t),this.#t+=this.sizeOf(t);for(let[t,n]of this.#e){if(this.#t<=this.most||t===e)break;this.#e.delete(t),this.#t-=this.sizeOf(n)}}clear(){this.#e.clear(),this.#t=0}},vo=class{most;#e=null;#t;constructor(e){this.most=e,this.#t=new _o(e,e=>e.byteLength)}get bytes(){return this.#t.bytes}open(e){this.#t.clear(),this.#e=e}async body(e,t){let n=e===this.#e?this.#t.get(t):void 0;if(n)return n;let r=await Fa.frame(e.id,t);return this.#e===e&&this.#t.set(t,r),r}async prefetch(e){for(let t=0;t<e.frames&&this.#e===e;t++){if(this.#t.bytes>.8*this.most)return;if(!this.#t.has(t))try{await this.body(e,t)}catch{return}}}},yo=e=>e.shape[0]*e.shape[1]*e.shape[2];function bo(e,t){let{shape:n,origin_mm:r,spacing_mm:i}=e.grid,[a,o,s]=n,c=(t[0]-r[0])/i[0],l=(t[1]-r[1])/i[1],u=(t[2]-r[2])/i[2];if(!(c>=0&&l>=0&&u>=0&&c<=a-1&&l<=o-1&&u<=s-1))return null;let d=Math.min(Math.floor(c),a-2),f=Math.min(Math.floor(l),o-2),p=Math.min(Math.floor(u),s-2),m=c-d,h=l-f,g=u-p,_=a*o,v=d+a*f+_*p,y=e.values,b=e=>y[e]*(1-m)+y[e+1]*m,x=b(v)*(1-h)+b(v+a)*h,S=b(v+_)*(1-h)+b(v+_+a)*h;return(x*(1-g)+S*g)/100}function xo(e,t,n,r){let{shape:i,origin_mm:a,spacing_mm:o}=e.grid,[s,c,l]=i,u=s*c,d=e.values,f=[0,1,2].map(e=>(t.corner[e]-a[e])/o[e]),p=[0,1,2].map(e=>t.right[e]/o[e]),m=[0,1,2].map(e=>t.down[e]/o[e]),[h,g,_]=p,v=0;for(let e=0;e<t.rows;e++){let i=f[0]+e*m[0],a=f[1]+e*m[1],o=f[2]+e*m[2];for(let e=0;e<t.columns;e++,v++){if(i>=0&&a>=0&&o>=0&&i<=s-1&&a<=c-1&&o<=l-1){let e=Math.min(i|0,s-2),t=Math.min(a|0,c-2),n=Math.min(o|0,l-2),f=i-e,p=a-t,m=o-n,h=e+s*t+u*n,g=h+u,_=d[h]+(d[h+1]-d[h])*f,y=d[h+s]+(d[h+s+1]-d[h+s])*f,b=d[g]+(d[g+1]-d[g])*f,x=d[g+s]+(d[g+s+1]-d[g+s])*f,S=_+(y-_)*p;r[v]=(S+(b+(x-b)*p-S)*m)/100}else r[v]=n;i+=h,a+=g,o+=_}}return r}function So(e){if(e.byteLength<16)throw Error(`A frame of ${e.byteLength} bytes has no header.`);let t=new DataView(e),n=t.getUint32(0,!0);if(n!==827216451)throw Error(`A frame begins with 0x${n.toString(16)} instead of CRN1.`);let r={index:t.getUint32(4,!0),time_s:t.getFloat32(8,!0),length:t.getUint32(12,!0)};if(r.length!==e.byteLength-16)throw Error(`A frame says ${r.length} bytes and has ${e.byteLength-16}.`);return r}async function Co(e){let t=new Blob([e]).stream().pipeThrough(new DecompressionStream(`deflate`));return new Response(t).arrayBuffer()}function wo(e){let[t,n]=new Uint32Array(e,0,2),r=8+12*t+12*n;if(r!==e.byteLength)throw Error(`A mesh says ${r} bytes and has ${e.byteLength}.`);return{positions:new Float32Array(e.slice(8,8+12*t)),indices:new Uint32Array(e.slice(8+12*t))}}function To(e){let t=e.filter(({structure:e})=>e.kind===`skin`);if(t.length>0)return new Set(t.map(({structure:e})=>e));let n=e.map(({mesh:e})=>Eo(e)),r=[0,1,2].map(e=>Math.max(0,...n.map(t=>t[e])));return new Set(e.filter((e,t)=>n[t].every((e,t)=>e>.95*r[t])).map(({structure:e})=>e))}function Eo({positions:e}){let[t,n]=[[1/0,1/0,1/0],[-1/0,-1/0,-1/0]];for(let r=0;r<e.length;r++)t[r%3]=Math.min(t[r%3],e[r]),n[r%3]=Math.max(n[r%3],e[r]);return t.map((e,t)=>n[t]-e)}function Do({positions:e,indices:t}){let n=new Float32Array(e.length);for(let r=0;r<t.length;r+=3){let[i,a,o]=[3*t[r],3*t[r+1],3*t[r+2]],[s,c,l]=[e[a]-e[i],e[a+1]-e[i+1],e[a+2]-e[i+2]],[u,d,f]=[e[o]-e[i],e[o+1]-e[i+1],e[o+2]-e[i+2]],[p,m,h]=[c*f-l*d,l*u-s*f,s*d-c*u];for(let e=0;e<3;e++){let t=e===0?i:e===1?a:o;n[t]+=p,n[t+1]+=m,n[t+2]+=h}}for(let e=0;e<n.length;e+=3){let t=Math.hypot(n[e],n[e+1],n[e+2])||1;for(let r=0;r<3;r++)n[e+r]/=t}return n}var Oo=2**17,ko=Oo/2;function Ao(e,t){let n=e.indices.length/3;if(n<=t)return e;let r=jo(e)*Math.sqrt(n/t)*1.15,{positions:i}=e,a=new Map,o=[],s=new Uint32Array(i.length/3);for(let e=0;e<s.length;e++){let[t,n,c]=[Math.floor(i[3*e]/r),Math.floor(i[3*e+1]/r),Math.floor(i[3*e+2]/r)],l=((t+ko)*Oo+(n+ko))*Oo+(c+ko),u=a.get(l);u===void 0&&(u=a.size,a.set(l,u),o.push(0,0,0,0)),s[e]=u;for(let t=0;t<3;t++)o[4*u+t]+=i[3*e+t];o[4*u+3]+=1}let c=new Float32Array(3*a.size);for(let e=0;e<a.size;e++)for(let t=0;t<3;t++)c[3*e+t]=o[4*e+t]/o[4*e+3];let l=[];for(let t=0;t<e.indices.length;t+=3){let[n,r,i]=[s[e.indices[t]],s[e.indices[t+1]],s[e.indices[t+2]]];n!==r&&r!==i&&n!==i&&l.push(n,r,i)}return{positions:c,indices:new Uint32Array(l)}}function jo({positions:e,indices:t}){let n=0,r=3*Math.max(1,Math.floor(t.length/3/500)),i=0;for(let a=0;a+1<t.length;a+=r,i++){let[r,i]=[3*t[a],3*t[a+1]];n+=Math.hypot(e[r]-e[i],e[r+1]-e[i+1],e[r+2]-e[i+2])}return n/Math.max(i,1)}var Mo=e=>e.find(e=>e.treated)??e[0]??null;function No(e,t){let n=e.points_mm,r=null;for(let i=0;i+1<n.length;i++){let a=n[i],o=Ra(n[i+1],a),s=Va(o,o),c=s>0?Math.min(1,Math.max(0,Va(Ra(t,a),o)/s)):0,l=Ba(a,o,c),u=Wa(t,l);if(r&&u>=r.distance_mm)continue;let d=e.arc_mm[i]*(1-c)+e.arc_mm[i+1]*c;r={station:i+c,arc_mm:d,point:l,tangent:Po(e,i+c),distance_mm:u}}let i=n[0]??[0,0,0];return r??{station:0,arc_mm:0,point:i,tangent:[0,0,1],distance_mm:Wa(t,i)}}function Po(e,t){let n=e.points_mm,r=Math.max(2,Math.round(n.length/30)),i=Math.max(0,Math.floor(t)-r);return Ga(Ra(n[Math.min(n.length-1,Math.ceil(t)+r)],n[i]))}function Fo(e,t){let n=e.arc_mm,r=n.findIndex(e=>e>=t);if(r<0)return e.points_mm.at(-1);if(r===0)return e.points_mm[0];let i=(t-n[r-1])/(n[r]-n[r-1]||1);return qa(e.points_mm[r-1],e.points_mm[r],i)}function Io(e,t){let[n,r]=e,i=Math.hypot(t[0],t[1]);return i===0?Math.min(n,r):n*r/Math.hypot(r*t[0]/i,n*t[1]/i)}function Lo(e,t,n=2){let r=Ba(e.tip,e.axis,e.active/2),i=No(t,r),a=Math.round(i.station),o=t.across[a],s=t.semi_axes_mm[a];if(!o||!s)return null;let c=Ra(r,i.point),l=[Va(c,o[0]),Va(c,o[1])],u=Math.hypot(l[0],l[1]);if(Math.abs(Ua(c)-u)>1||u<1e-6)return null;let d=Io(s,l)+e.radius;if(Math.abs(u-d)>n)return null;let f=Ga(La(za(o[0],l[0]),za(o[1],l[1])));return Ba(e.tip,f,d-u)}var Ro=new class{#e=P(null);get scene(){return V(this.#e)}set scene(e){F(this.#e,e)}#t=P(null);get labels(){return V(this.#t)}set labels(e){F(this.#t,e)}#n=P([]);get meshes(){return V(this.#n)}set meshes(e){F(this.#n,e)}#r=P(``);get sentence(){return V(this.#r)}set sentence(e){F(this.#r,e,!0)}#i=P(``);get failed(){return V(this.#i)}set failed(e){F(this.#i,e,!0)}#a=N(()=>this.scene?Mo(this.scene.nerves):null);get nerve(){return V(this.#a)}set nerve(e){F(this.#a,e)}#o=``;async load(e){if(e!==this.#o){this.#o=e,this.failed=``,this.sentence=`The anatomy is being drawn.`;try{let t=await Fa.scene(e,t=>{this.#o===e&&(this.sentence=t)});if(this.#o!==e)return;let{shape:n,origin_mm:r,spacing_mm:i,url:a}=t.labels,o=new Uint8Array(await Co(await Fa.bytes(a))),s={shape:n,origin_mm:r,spacing_mm:i};if(o.length!==yo(s))throw Error(`The drawing of the anatomy came incomplete. Reload the page.`);if(this.#o!==e)return;this.scene=t,this.labels={grid:s,values:o};let c=t.structures.filter(e=>e.mesh!==null),l=await Promise.all(c.map(async e=>({structure:e,mesh:wo(await Co(await Fa.bytes(e.mesh)))})));if(this.#o!==e)return;this.meshes=l,this.sentence=``}catch(t){if(this.#o!==e)return;this.#o=``,this.sentence=``,t instanceof Ea||(this.failed=[Ia(t).what,Ia(t).remedy].filter(Boolean).join(`. `)),Qa.problem(t)}}}clear(){this.#o=``,this.scene=null,this.labels=null,this.meshes=[],this.sentence=this.failed=``}},zo=48*2**20,Bo=220,Vo=class{#e=P(null);get run(){return V(this.#e)}set run(e){F(this.#e,e)}#t=P(0);get index(){return V(this.#t)}set index(e){F(this.#t,e,!0)}#n=P(!1);get nadir(){return V(this.#n)}set nadir(e){F(this.#n,e,!0)}#r=P(!1);get playing(){return V(this.#r)}set playing(e){F(this.#r,e,!0)}#i=P(20);get speed(){return V(this.#i)}set speed(e){F(this.#i,e,!0)}#a=P(!1);get moving(){return V(this.#a)}set moving(e){F(this.#a,e,!0)}#o=P(null);get field(){return V(this.#o)}set field(e){F(this.#o,e)}#s=P([]);get surfaces(){return V(this.#s)}set surfaces(e){F(this.#s,e)}#c=P(`none`);get source(){return V(this.#c)}set source(e){F(this.#c,e,!0)}#l=P(-1);get shownIndex(){return V(this.#l)}set shownIndex(e){F(this.#l,e,!0)}framesDrawn=0;#u=N(()=>this.run?fo(this.run.phases):[]);get bands(){return V(this.#u)}set bands(e){F(this.#u,e)}#d=N(()=>{let e=this.run?.nerve;return e?.points_mm?{points_mm:e.points_mm,arc_mm:e.arc_mm}:Ro.nerve});get course(){return V(this.#d)}set course(e){F(this.#d,e)}#f=N(()=>this.run?.times_s[this.index]??0);get time(){return V(this.#f)}set time(e){F(this.#f,e)}#p=N(()=>this.run?.times_s.at(-1)??0);get end(){return V(this.#p)}set end(e){F(this.#p,e)}#m=N(()=>po(this.bands,this.time));get band(){return V(this.#m)}set band(e){F(this.#m,e)}#h=null;#g=0;#_=new vo(zo);#v;#y;#b=new so(e=>this.#E(e));get keptBytes(){return this.#_.bytes}async open(e){if(e!==this.#h){if(this.#h=e,this.pause(),e===null)return this.#S();try{let t=await Fa.result(e);if(this.#h!==e)return;let n=this.run?this.time:null;this.pause(),this.#g+=1,this.#_.open(t),this.run=t,this.nadir=n!==null&&this.nadir,this.index=n===null?Ho(t):mo(t.times_s,n),this.#T(!1),this.#_.prefetch(t)}catch(t){if(this.#h!==e)return;this.#S(),Qa.problem(t)}}}go(e,t=!0){this.pause(),this.#x(e,t)}#x(e,t){this.run&&(this.nadir=!1,this.index=Math.min(Math.max(Math.round(e),0),this.run.frames-1),t&&this.#w(),this.#T(t))}goTo(e,t=!0){this.run&&this.go(mo(this.run.times_s,e),t)}showNadir(e){this.run&&(this.pause(),this.nadir=e,this.#T(!1))}toggle(){this.playing?this.pause():this.#C()}pause(){this.playing=!1,this.#y!==void 0&&cancelAnimationFrame(this.#y),this.#y=void 0}async preview(e,t){this.pause();let n=this.#g,r=await oo({frame:e.slice(0),grid:t,coarse:!0});return this.#g===n&&(this.#D(r,`preview`,-1),!0)}restore(){this.#g+=1,this.run?this.#T(!1):this.#S()}#S(){this.#h=null,this.#g+=1,this.run=null,this.nadir=!1,this.index=0,this.shownIndex=-1,this.#_.open(null),this.field=null,this.surfaces=[],this.source=`none`}#C(){let e=this.run;if(!e)return;this.nadir=!1,this.playing=!0;let t=this.index>=e.frames-1?e.times_s[0]:this.time,n=performance.now(),r=i=>{if(this.run!==e)return this.pause();t+=(i-n)/1e3*this.speed,n=i;let a=e.times_s.at(-1),o=mo(e.times_s,Math.min(t,a));if(o!==this.index&&this.#x(o,!0),t>=a)return this.pause();this.#y=requestAnimationFrame(r)};this.#y=requestAnimationFrame(r)}#w(){this.moving=!0,clearTimeout(this.#v),this.#v=setTimeout(()=>{this.moving=!1,this.source===`run`&&this.#T(!1)},Bo)}#T(e){this.run&&this.#b.want({run:this.run,frame:this.nadir?`nadir`:this.index,coarse:e})}async#E(e){try{let t=await oo({frame:(await this.#_.body(e.run,e.frame)).slice(0),grid:e.run.grid,coarse:e.coarse});this.run===e.run&&this.#D(t,`run`,e.frame)}catch(e){Qa.problem(e)}}#D(e,t,n){this.field=e.field,this.surfaces=e.surfaces,this.source=t,this.shownIndex=n,this.framesDrawn+=1,this.moving&&this.#w()}};function Ho(e){let t=e.phases.findLast(e=>e.kind===`freeze`);return t?mo(e.times_s,t.end_s):e.frames-1}var Y=new Vo,Uo=null;function Wo(){if(Uo!==null)return Uo;let e=document.createElement(`canvas`).getContext(`webgl2`),t=e?.getExtension(`WEBGL_debug_renderer_info`),n=e&&t?String(e.getParameter(t.UNMASKED_RENDERER_WEBGL)):``;return e?.getExtension(`WEBGL_lose_context`)?.loseContext(),Uo=/swiftshader|llvmpipe|software|basic render/i.test(n),Uo}var Go=e=>({name:e.name,tip_mm:e.tip_mm,axis:e.axis});function Ko(e,t){let n=t===null?45:Math.min(Math.max(t,15),120);return Ba(e.tip_mm,e.axis,n)}var qo=(e,t)=>({...e,tip_mm:Ja(La(e.tip_mm,t))});function Jo(e,t,n){let r=Ja(La(e.tip_mm,n));return{...e,tip_mm:r,axis:Ja(Ga(Ra(t,r),e.axis),4)}}var Yo=(e,t)=>({...e,axis:Ja(Ga(Ra(t,e.tip_mm),e.axis),4)}),Xo=(e,t)=>[0,1,2].every(n=>Math.abs(e.tip_mm[n]-t.tip_mm[n])<1e-6&&Math.abs(e.axis[n]-t.axis[n])<1e-6),Zo=class{url;ears;#e=null;#t=!1;#n=0;#r;constructor(e,t){this.url=e,this.ears=t,this.#i()}get open(){return this.#e?.readyState===WebSocket.OPEN}send(e){return!this.#e||!this.open?!1:(this.#e.send(JSON.stringify(e)),!0)}retry(){this.#t||this.open||(clearTimeout(this.#r),this.#i())}close(){this.#t=!0,clearTimeout(this.#r),this.#e?.close()}#i(){let e=this.#e,t=new WebSocket(this.url);t.binaryType=`arraybuffer`,this.#e=t,e?.close();let n=()=>this.#e!==t||this.#t;t.onopen=()=>{n()||(this.#n=0,this.ears.state(!0))},t.onmessage=e=>{n()||(typeof e.data==`string`?this.ears.told(JSON.parse(e.data)):this.ears.frame(e.data))},t.onclose=()=>{n()||(this.ears.state(!1),this.#n+=1,this.#r=setTimeout(()=>this.#i(),Math.min(500*2**(this.#n-1),8e3)))}}},Qo=24*2**20,$o=new class{#e=P([]);get runs(){return V(this.#e)}set runs(e){F(this.#e,e)}#t=P(null);get run(){return V(this.#t)}set run(e){F(this.#t,e)}#n=P(null);get field(){return V(this.#n)}set field(e){F(this.#n,e)}#r=P(0);get time(){return V(this.#r)}set time(e){F(this.#r,e,!0)}#i=null;#a=new vo(Qo);#o=new so(e=>this.#s(e));async list(e){try{this.runs=await Fa.runs(e)}catch(e){Qa.problem(e)}}async choose(e){if(this.#i=e,this.run=null,this.field=null,this.#a.open(null),e!==null)try{let t=await Fa.result(e);if(this.#i!==e)return;this.#a.open(t),this.run=t}catch(t){this.#i===e&&Qa.problem(t)}}follow(e,t){let n=this.run;if(!n)return;let r=mo(n.times_s,e);this.time=n.times_s[r]??0,this.#o.want({run:n,frame:t?`nadir`:r})}async#s({run:e,frame:t}){try{let n=await this.#a.body(e,t);if(this.run!==e)return;let{field:r}=await oo({frame:n.slice(0),grid:e.grid,coarse:!0,surfaces:!1});this.run===e&&(this.field=r)}catch(e){Qa.problem(e)}}};function es(e){if(e.byteLength<20)throw Error(`A moment of ${e.byteLength} bytes has no header.`);let t=new DataView(e),n=t.getUint32(0,!0);if(n!==827085379)throw Error(`A moment begins with 0x${n.toString(16)} instead of CRL1.`);if(t.getUint32(12,!0)!==e.byteLength-16)throw Error(`A moment is not as long as it says.`);let r=t.getUint32(16,!0);if(20+r>e.byteLength)throw Error(`A moment says more than it holds.`);return{moment:JSON.parse(new TextDecoder().decode(new Uint8Array(e,20,r))),picture:new Uint8Array(e,20+r)}}function ts(e,t,n){let[r,i]=e.size,[a,o]=e.pixel_mm??[1,1],s=Math.min(t/(r*a),n/(i*o)),[c,l]=[r*a*s,i*o*s],[u,d]=[(t-c)/2,(n-l)/2],[f,p]=e.corner_mm??[0,0];return{x:u,y:d,width:c,height:l,perMm:e.pixel_mm?[s,s]:null,place:([e,t])=>[u+(e-f+a/2)*s,d+(t-p+o/2)*s]}}function ns(e,t,n){return t.map((e,t)=>t).sort((e,n)=>t[e]-t[n]).map(r=>{let i=n[r];if(i==null)return null;let a=t[r]*Math.PI/180;return[e[0]+i*Math.sin(a),e[1]-i*Math.cos(a)]})}var rs=e=>`${Math.round(100*e)} %`;function is(e){let t=0;return e.map(e=>t=Math.max(t,e??t))}function as(e,t){let[n,r]=[0,e.length];for(;n<r;){let i=n+r>>1;e[i]<=t?n=i+1:r=i}return Math.max(0,n-1)}var os={source:`simulated`,truth:`run`,speckle:1,speed:4,fault:``,host:``,port:18944,record:!0,view:``,shift:``,probe:``,shaft:`planned`,across:``,deep:``,region:``,orientation:``,device:``,scale:``,startsAt:``,freezingFrom:``,console:!1,goal:``,publish:``,members:``,seed:``};function ss(e,t){let n=e.trim();return/[\d.]$/.test(n)?`${n} ${t}`:n}var cs=(e,t)=>e.endsWith(` ${t}`)?e.slice(0,-t.length-1):e;function ls(e){let t=e.shaft===`planned`?``:`${e.across.trim()}, ${e.deep.trim()}`,n={record:e.record,view:e.view,shift:ss(e.shift,`mm`),probe:e.probe,at:e.shaft===`at`?t:``,near:e.shaft===`near`?t:``,region:e.region.trim(),orientation:e.orientation,freezing_from:ss(e.freezingFrom,`s`),thermocouple:e.console?`console`:``,goal:ss(e.goal,`%`),publish:e.publish.trim(),members:e.members.trim(),seed:e.seed.trim()};return e.source===`simulated`?{...n,simulated:{truth:e.truth,seed:e.speckle,speed:e.speed,fault:e.fault,fault_after:10}}:{...n,host:e.host.trim(),port:e.port,device:e.device.trim(),scale:ss(e.scale,`mm`),starts_at:ss(e.startsAt,`s`)}}function us(e){let{simulated:t}=e,[n=``,r=``]=(e.at||e.near||``).split(`,`).map(e=>e.trim());return{source:t?`simulated`:`stream`,truth:t?.truth??`run`,speckle:t?.seed??1,speed:t?.speed??4,fault:t?.fault??``,host:e.host??``,port:e.port??18944,record:e.record,view:e.view??``,shift:cs(e.shift??``,`mm`),probe:e.probe??``,shaft:e.at?`at`:e.near?`near`:`planned`,across:n,deep:r,region:e.region??``,orientation:e.orientation??``,device:e.device??``,scale:cs(e.scale??``,`mm`),startsAt:cs(e.starts_at??``,`s`),freezingFrom:cs(e.freezing_from??``,`s`),console:!!e.thermocouple,goal:cs(e.goal??``,`%`),publish:e.publish??``,members:e.members??``,seed:e.seed??``}}var ds={along:`along the nerve`,across:`across the nerve`,"in-plane":`in-plane with the probe`};function fs(e){return[[`Plane`,e.view?ds[e.view]:``],[`Along the nerve`,e.shift],[`Whose ice`,e.probe],[`Shaft at`,e.at&&`${e.at} mm`],[`Shaft near`,e.near&&`${e.near} mm`],[`Part of the picture`,e.region],[`Orientation`,e.orientation],[`Device`,e.device],[`Pixel`,e.scale],[`First picture at`,e.starts_at],[`No ice until`,e.freezing_from],[`Console’s temperature`,e.thermocouple&&`is weighed`],[`Goal`,e.goal],[`Members`,e.members],[`Seed of members`,e.seed]].filter(e=>!!e[1])}function ps(e){if(!e||e.every(e=>Math.abs(e)<.05))return``;let[t,n]=e;return`The picture was moved ${Math.abs(t).toFixed(1)} mm ${t<0?`left`:`right`} and ${Math.abs(n).toFixed(1)} mm ${n<0?`up`:`down`} for its shaft to lie on the plan’s.`}function ms(e){let t=e.trim().split(/[\s,]+/);if(t.length!==4||!t.every(e=>/^\d{1,6}$/.test(e)))return null;let[n,r,i,a]=t.map(Number);return n<i&&r<a?[n,r,i,a]:null}var hs=e=>e.join(` `);function gs(e,t,[n,r]){let[i,a]=e.size,o=(e,t)=>Math.min(t-1,Math.max(0,Math.floor(e*t)));return[o((r-t.y)/t.height,a),o((n-t.x)/t.width,i)]}var _s=16;function vs(e,t){let[n,r]=[Math.min(e[0],t[0]),Math.max(e[0],t[0])+1],[i,a]=[Math.min(e[1],t[1]),Math.max(e[1],t[1])+1];return r-n>=_s&&a-i>=_s?[n,i,r,a]:null}function ys(e,[t,n],r){if(!e.pixel_mm)return null;let[i]=e.size,[a,o,,s]=r??[0,0,0,i];return[(n-o-.5*(s-o-1))*e.pixel_mm[0],(t-a)*e.pixel_mm[1]]}function bs(e,t,n){let[r,i]=[t.across,t.deep].map(e=>e.trim()?Number(e.trim().replace(`−`,`-`)):NaN);if(!e.pixel_mm||!Number.isFinite(r)||!Number.isFinite(i))return null;let[a]=e.size,[o,s,,c]=n??[0,0,0,a];return[i/e.pixel_mm[1]+o,r/e.pixel_mm[0]+s+.5*(c-s-1)]}function xs(e,t,[n,r,i,a]){let[o,s]=e.size,[c,l]=[t.width/o,t.height/s];return{x:t.x+r*c,y:t.y+n*l,width:(a-r)*c,height:(i-n)*l}}function Ss(e,t){let{times_s:n,covered:r}=e,i=n.findIndex(e=>e>=t);if(i<0)return r.at(-1)??null;if(i===0)return r[0]??null;let[a,o]=[n[i-1],n[i]];return r[i-1]+(t-a)/(o-a)*(r[i]-r[i-1])}var Cs=class{#e=P(tn({...os}));get entries(){return V(this.#e)}set entries(e){F(this.#e,e,!0)}#t=P(null);get problem(){return V(this.#t)}set problem(e){F(this.#t,e)}#n=P(null);get pointing(){return V(this.#n)}set pointing(e){F(this.#n,e,!0)}#r=P(!1);get more(){return V(this.#r)}set more(e){F(this.#r,e,!0)}#i=N(()=>ms(this.entries.region));get region(){return V(this.#i)}set region(e){F(this.#i,e)}#a;get order(){return ls(this.entries)}adopt(e,t){e&&e!==this.#a&&(this.#a=e,t&&(this.entries=us(t)),this.problem=null)}refuse(e){return this.problem=e.field?e:null,e.field&&!ws.has(e.field)&&(this.more=!0),this.problem!==null}drawn(e){this.pointing=null,e&&(this.entries.region=hs(e))}pointedAt([e,t]){this.pointing=null,this.entries.shaft===`planned`&&(this.entries.shaft=`near`),[this.entries.across,this.entries.deep]=[e.toFixed(1),t.toFixed(1)]}},ws=new Set([`host`,`port`,`truth`]),Ts=new Cs,Es=3e3,Ds={state:`none`,sentence:``},Os=new class{#e=P(Ds);get about(){return V(this.#e)}set about(e){F(this.#e,e)}#t=P(null);get moment(){return V(this.#t)}set moment(e){F(this.#t,e)}#n=P(null);get bitmap(){return V(this.#n)}set bitmap(e){F(this.#n,e)}#r=P([]);get events(){return V(this.#r)}set events(e){F(this.#r,e)}#i=P(!1);get connected(){return V(this.#i)}set connected(e){F(this.#i,e,!0)}#a=P(!1);get asking(){return V(this.#a)}set asking(e){F(this.#a,e,!0)}#o=P(0);get silence_s(){return V(this.#o)}set silence_s(e){F(this.#o,e,!0)}pictures=0;shown=!0;#s=N(()=>![`none`,`ended`,`failed`].includes(this.about.state));get busy(){return V(this.#s)}set busy(e){F(this.#s,e)}#c=N(()=>[...this.#f(),...this.about.state===`following`?this.moment?.alarms??[]:[]]);get alarms(){return V(this.#c)}set alarms(e){F(this.#c,e)}#l=null;#u=0;#d;join(){this.#l||(this.#u=Date.now(),this.#l=new Zo(Fa.watchUrl(),{told:e=>this.#g(e),frame:e=>void this.#v(e),state:e=>this.#h(e)}),this.#d=setInterval(()=>this.#p(),500))}leave(){this.#l?.close(),this.#l=null,clearInterval(this.#d),this.connected=!1,this.silence_s=0,this.#y(null),wa.update([])}retry(){this.#l?.retry()}async ask(){try{this.about=await Fa.session()}catch{}}async begin(e,t){this.asking=!0,Ts.problem=null;try{this.#_(await Fa.follow(e,t))}catch(e){Ts.refuse(Ia(e))||Qa.problem(e)}finally{this.asking=!1}}async again(){let{run:e,id:t}=this.about;if(e){for(this.asking=!0,await this.stop();this.busy&&this.about.id===t&&this.#l;)await new Promise(e=>setTimeout(e,200));this.asking=!1,this.busy||await this.begin(e,Ts.order)}}async stop(){try{await Fa.stopFollowing()}catch(e){Qa.problem(e)}}#f(){return this.silence_s===0?[]:[{kind:`page`,sentence:`The program has told nothing for ${this.silence_s} s: what is shown is old.`,remedy:`Look at the program; this page asks again and again.`,time_s:null,began_s:0}]}#p(){let e=Date.now()-this.#u;this.silence_s=this.about.state===`following`&&e>Es?Math.round(e/1e3):0,this.#m()}#m(){wa.update(this.alarms.map(e=>e.kind))}#h(e){this.connected=e,e&&([this.events]=[[]])}#g(e){switch(this.#u=Date.now(),this.silence_s=0,e.kind){case`session`:this.#_(e.session);break;case`events`:this.events=[...this.events,...e.events].slice(-500);break;case`moment`:e.moment.index>(this.moment?.index??0)&&(this.moment=e.moment)}this.#m()}#_(e){let t=this.busy;e.id!==this.about.id&&(this.#y(null),this.moment=null,this.events=[]),this.about=e,this.busy?Ts.adopt(e.id,e.order):e.state===`failed`&&e.problem&&t&&Ts.refuse(e.problem)}async#v(e){this.#u=Date.now();let t=this.about.id;try{let{moment:n,picture:r}=es(e),i=this.shown&&r.byteLength?await createImageBitmap(new Blob([r],{type:`image/jpeg`})):null;t!==this.about.id||this.#l===null||n.index<(this.moment?.index??0)?i?.close():(this.moment=n,i&&this.#y(i),this.#m())}catch(e){Qa.problem(e)}finally{this.#l?.send({kind:`ack`})}}#y(e){let t=this.bitmap;this.bitmap=e,e&&(this.pictures+=1),t?.close()}},ks=new Set([`done`,`cancelled`,`failed`]),As=new class{#e=P(tn([]));get list(){return V(this.#e)}set list(e){F(this.#e,e,!0)}#t=P(null);get plan(){return V(this.#t)}set plan(e){F(this.#t,e)}#n=P(null);get spread(){return V(this.#n)}set spread(e){F(this.#n,e)}#r=P(null);get compared(){return V(this.#r)}set compared(e){F(this.#r,e)}#i=P(null);get planJob(){return V(this.#i)}set planJob(e){F(this.#i,e)}#a=P(null);get spreadJob(){return V(this.#a)}set spreadJob(e){F(this.#a,e)}#o=P(null);get reportReady(){return V(this.#o)}set reportReady(e){F(this.#o,e,!0)}#s=N(()=>this.list.find(e=>!ks.has(e.state))??null);get current(){return V(this.#s)}set current(e){F(this.#s,e)}ended=()=>void 0;shown=()=>null;#c=new Map;#l=new Set;heard(e){let t=this.list.find(t=>t.job===e.job);if(t&&ks.has(t.state)||(this.list=[...this.list.filter(t=>t.job!==e.job),e].slice(-8),!ks.has(e.state)))return;let n=!t,r=e.of===`members`&&Os.shown&&Os.connected;e.state===`failed`&&!n&&!r&&Qa.problem(new Ta(0,e.error??{what:e.sentence})),e.state===`done`&&e.of===`compare`&&(this.compared=e.result??null);let i=n&&e.text_key!==this.shown();e.state===`done`&&e.of===`plan`&&!i&&([this.plan,this.planJob]=[e.result??null,e]),e.state===`done`&&e.of===`spread`&&!i&&([this.spread,this.spreadJob]=[e.result??null,e]),e.state===`done`&&e.of===`report`&&(this.reportReady=e.run??this.#c.get(e.job)??null),n||this.ended(e)}async begin(e,t,n){try{let{job:r}=await t();return n&&this.#c.set(r,n),this.list.some(e=>e.job===r)||this.heard({job:r,of:e,done:0,total:0,left_s:null,state:`waiting`,sentence:``}),this.#u(r),r}catch(e){return Qa.problem(e),null}}async cancel(e){try{await Fa.cancel(e),this.heard(await Fa.job(e))}catch(e){Qa.problem(e)}}clear(){this.list=[],this.plan=null,this.spread=null,this.compared=null,this.reportReady=null}async#u(e){if(!this.#l.has(e)){for(this.#l.add(e);;){await new Promise(e=>setTimeout(e,2500));let t=this.list.find(t=>t.job===e);if(!t||ks.has(t.state))break;try{this.heard(await Fa.job(e))}catch(e){if(e instanceof Ta&&e.status===404){this.heard({...t,state:`failed`,sentence:`The program was stopped while it worked. Start the work again.`});break}}}this.#l.delete(e)}}},js=[`report`,`numbers`,`case`],Ms=new class{#e=P([]);get parts(){return V(this.#e)}set parts(e){F(this.#e,e)}#t=P(tn(Object.fromEntries(js.map(e=>[e,!0]))));get chosen(){return V(this.#t)}set chosen(e){F(this.#t,e,!0)}#n=P(null);get ready(){return V(this.#n)}set ready(e){F(this.#n,e)}#r=N(()=>this.parts.map(e=>e.name).filter(e=>this.chosen[e]));get names(){return V(this.#r)}set names(e){F(this.#r,e)}save=e=>{let t=document.createElement(`a`);t.href=e,t.download=``,t.click()};#i=null;async load(){if(!(this.parts.length>0))try{this.parts=await Fa.exportParts()}catch(e){Qa.problem(e)}}async pack(e,t){this.ready=null,this.#i=await As.begin(`export`,()=>Fa.export(e,this.names,t),e);let n=As.list.find(e=>e.job===this.#i);n&&this.ended(n)}ended(e){e.job===this.#i&&e.state===`done`&&(this.#i=null,this.ready=e.result??null,this.ready&&this.save(Fa.archiveUrl(this.ready.run,this.ready.archive)))}clear(){this.ready=null,this.#i=null}},Ns={opacity:{muscle:.3,fat:.3},hidden:{muscle:!0,fat:!0,marrow:!0},isotherms:{0:!0,[-20]:!0,[-40]:!0}},Ps=`cryonerve.show`;function Fs(e){let t=structuredClone(Ns),n;try{n=JSON.parse(e??`{}`)}catch{return t}let r=e=>e&&typeof e==`object`?Object.entries(e):[];for(let[e,i]of r(n?.opacity))typeof i==`number`&&i>=0&&i<=1&&(t.opacity[e]=i);for(let[e,i]of r(n?.hidden))typeof i==`boolean`&&(t.hidden[e]=i);for(let e of Object.keys(t.isotherms).map(Number)){let i=r(n?.isotherms).find(([t])=>Number(t)===e)?.[1];typeof i==`boolean`&&(t.isotherms[e]=i)}return t}var Is=()=>Fs(typeof localStorage>`u`?null:localStorage.getItem(Ps));function Ls(e){typeof localStorage<`u`&&localStorage.setItem(Ps,JSON.stringify(e))}var Rs={axial:{factor:1,pan:[0,0]},along:{factor:2.4,pan:[0,0]},across:{factor:4.2,pan:[0,0]},scanner:{factor:1.8,pan:[0,0]}},zs=Is(),X=new class{#e=P([0,0,0]);get crosshair(){return V(this.#e)}set crosshair(e){F(this.#e,e)}#t=P(tn([`3d`,`axial`,`along`,`across`]));get panes(){return V(this.#t)}set panes(e){F(this.#t,e,!0)}#n=P(null);get large(){return V(this.#n)}set large(e){F(this.#n,e,!0)}#r=P(tn({...Rs}));get zooms(){return V(this.#r)}set zooms(e){F(this.#r,e,!0)}#i=P(tn({width:1,level:.5}));get window(){return V(this.#i)}set window(e){F(this.#i,e,!0)}#a=P(tn(zs.hidden));get hidden(){return V(this.#a)}set hidden(e){F(this.#a,e,!0)}#o=P(tn(zs.opacity));get opacity(){return V(this.#o)}set opacity(e){F(this.#o,e,!0)}#s=P(tn(zs.isotherms));get isotherms(){return V(this.#s)}set isotherms(e){F(this.#s,e,!0)}#c=P(!0);get snap(){return V(this.#c)}set snap(e){F(this.#c,e,!0)}#l=P(0);get beside(){return V(this.#l)}set beside(e){F(this.#l,e,!0)}#u=P(null);get scanner(){return V(this.#u)}set scanner(e){F(this.#u,e)}#d=P(0);get resets(){return V(this.#d)}set resets(e){F(this.#d,e,!0)}reset(){this.zooms={...Rs},this.window={width:1,level:.5},this.beside=0,this.resets+=1}seen(e){return this.hidden[e]?0:this.opacity[e]??1}keepShown(){Ls({hidden:this.hidden,opacity:this.opacity,isotherms:this.isotherms})}showAsAtFirst(){let e=structuredClone(Ns);this.hidden=e.hidden,this.opacity=e.opacity,this.isotherms=e.isotherms,this.keepShown()}resetOne(e){e===`along`&&(this.beside=0),e===`3d`?this.resets+=1:this.zooms[e]=Rs[e]}zoomBy(e,t){let{factor:n,pan:r}=this.zooms[e];this.zooms[e]={factor:Math.min(40,Math.max(.5,n*t)),pan:r}}show(e,t){let n=this.panes.indexOf(t),r=this.panes[e];this.panes[e]=t,n>=0&&(this.panes[n]=r)}swapWith3d(e){this.show(e,`3d`)}enlarge(e){this.large=this.large===e?null:e}},Z=new class{#e=P(null);get about(){return V(this.#e)}set about(e){F(this.#e,e)}#t=P(null);get document(){return V(this.#t)}set document(e){F(this.#t,e)}#n=P(!1);get opening(){return V(this.#n)}set opening(e){F(this.#n,e,!0)}#r=P(!1);get saving(){return V(this.#r)}set saving(e){F(this.#r,e,!0)}#i=P(!0);get connected(){return V(this.#i)}set connected(e){F(this.#i,e,!0)}#a=P(``);get barred(){return V(this.#a)}set barred(e){F(this.#a,e,!0)}#o=P(!0);get runAfterDrag(){return V(this.#o)}set runAfterDrag(e){F(this.#o,e,!0)}#s=P(`bench`);get page(){return V(this.#s)}set page(e){F(this.#s,e,!0)}live=null;#c=Promise.resolve();#l=``;#u=!1;async begin(){As.ended=e=>this.#x(e),As.shown=()=>this.document?.text_key??null;try{this.about=await Fa.about()}catch(e){Qa.problem(e)}let e=new URLSearchParams(location.search),t=e.get(`document`);t&&await this.open(t),e.has(`live`)&&this.document&&this.show(`live`),addEventListener(`online`,()=>this.live?.retry()),document.addEventListener(`visibilitychange`,()=>!document.hidden&&this.live?.retry())}show(e){this.document&&(this.page=e,history.replaceState(null,``,`/?document=${encodeURIComponent(this.document.id)}${e===`live`?`&live`:``}`))}open(e){return this.#d(()=>Fa.document(e))}create(e){return this.#d(()=>Fa.create(e))}leave(){this.live?.close(),this.live=null,this.document=null,Os.leave(),this.page=`bench`,this.connected=!0,this.barred=``,this.#l=``,history.replaceState(null,``,location.pathname),Y.open(null),Bs.reset(),$o.choose(null),As.clear(),Ro.clear(),eo.clear(),Ms.clear()}edit(e){return this.#f(t=>{let n=typeof e==`function`?e(t):e;return n&&Fa.edit(t.id,t.version,n)})}undo(){return this.#f(e=>e.undo?Fa.undo(e.id,e.version):null)}redo(){return this.#f(e=>e.redo?Fa.redo(e.id,e.version):null)}async settled(){for(let e=null;e!==this.#c;)e=this.#c,await e;return this.document}async run(){let e=this.document?.id;if(!e||this.#u)return;this.#u=!0,await this.settled(),this.#u=!1;let t=As.list.find(e=>e.of===`run`&&(e.state===`running`||e.state===`waiting`));t&&await As.cancel(t.job);let n=await this.settled();n?.id===e&&await As.begin(`run`,()=>Fa.run(e,n.version))}async#d(e){this.opening=!0;try{let t=await e();this.leave(),history.replaceState(null,``,`/?document=${encodeURIComponent(t.id)}`),this.#p(t),Os.ask(),this.live=new Zo(Fa.liveUrl(t.id),{told:e=>this.#_(e),frame:e=>void Bs.frame(e).catch(e=>Qa.problem(e)),state:e=>this.#b(e)})}catch(e){history.replaceState(null,``,location.pathname),Qa.problem(e)}finally{this.opening=!1}}#f(e){let t=this.#c.then(async()=>{if(!this.document)return!1;this.saving=!0;try{let t=e(this.document);return t?(this.#p(await t),!0):!1}catch(e){return e instanceof Ta&&e.document?(this.#p(e.document),Qa.problem(Error(`The case was changed in another tab. Its state there is shown now; your last change was not made.`))):Qa.problem(e),e instanceof Ea&&(this.connected=!1),!1}finally{this.saving=!1}});return this.#c=t,t}#p(e){let t=this.document;t&&t.id===e.id&&t.version>e.version&&t.changed>e.changed||(this.document=e,e.job&&As.heard(e.job),eo.take(e.id,e.measures??[]),Ro.load(e.scene).then(()=>this.#h(e)),Y.open(e.latest_run).then(()=>this.#m()))}#m(){let e=this.document;e&&!e.stale&&e.latest_run===(Y.run?.id??null)&&Bs.clear()}#h(e){if(this.#l===e.id||!Ro.scene)return;this.#l=e.id;let t=e.probes.map(e=>Ba(e.tip_mm,e.axis,e.active_length_mm/2)),n=Ro.nerve;X.crosshair=t.length>0?t[0]:n?Fo(n,n.arc_mm.at(-1)/2):za(La(...Ro.scene.bounds_mm),.5),X.reset()}async#g(){let e=this.document?.id;if(e)try{let t=await Fa.document(e);this.document?.id===e&&this.#p(t)}catch(e){e instanceof Ea||Qa.problem(e)}}#_(e){switch(e.kind){case`hello`:this.document&&e.version!==this.document.version&&this.#g();break;case`changed`:this.#v(e.version);break;case`job`:As.heard(e);break;case`measures`:this.document&&eo.take(this.document.id,e.measures);break;case`ran`:Bs.refresh();break;case`error`:Bs.failed(e.error,e.seq);break;default:Bs.told(e)}}#v(e){let t=this.document!==null&&e!==this.document.version&&!this.saving;this.#c.then(()=>this.#g()).then(()=>{t&&Qa.note(`The case was changed in another tab; the new state is shown.`)})}async#y(){try{await Fa.about()}catch(e){if(!(e instanceof Ta)||e.status!==401)return;this.barred=`The program lets this page in no more. Open the address that it printed when it was started: everything saved is there.`}}#b(e){this.connected=e,e?(this.barred=``,Qa.answered(),Bs.connected(),this.#g()):this.#y()}#x(e){Ms.ended(e),(e.of===`run`||e.of===`spread`)&&e.state===`done`&&this.#g()}},Bs=new class{#e=P(null);get drag(){return V(this.#e)}set drag(e){F(this.#e,e)}#t=P(null);get answer(){return V(this.#t)}set answer(e){F(this.#t,e)}#n=P(``);get sentence(){return V(this.#n)}set sentence(e){F(this.#n,e,!0)}#r=P(``);get refused(){return V(this.#r)}set refused(e){F(this.#r,e,!0)}#i=P([]);get measured(){return V(this.#i)}set measured(e){F(this.#i,e)}#a=P(!1);get prepared(){return V(this.#a)}set prepared(e){F(this.#a,e,!0)}#o=P(null);get answerMs(){return V(this.#o)}set answerMs(e){F(this.#o,e,!0)}#s=null;#c=0;#l=new Map;#u=null;#d=P(null);#f=null;#p=0;#m=!1;get places(){let e=this.drag?.place;return(Z.document?.probes??[]).map(t=>e?.name===t.name?e:Go(t))}placesIn(e){return this.drag&&V(this.#d)&&e!==this.#u&&Wo()?V(this.#d):this.places}connected(){this.#g(),this.prepared&&Z.live?.send({kind:`prepare`})}prepare(){this.prepared||Z.live?.send({kind:`prepare`})}grab(e,t,n){if(this.#m)return;this.prepare(),this.#u=n,F(this.#d,null);let r=Go(e);this.drag={probe:e,grip:t,start:r,ring:Ko(r,e.insertion_mm),place:r,snapped:!1}}move(e,t,n){let r=this.drag;if(!r||this.#m)return;let i=r.grip===`ring`?Yo(r.start,La(r.ring,e)):qo(r.start,e);r.grip===`tip`&&t&&(i=Jo(r.start,r.ring,e));let a=!1;if(r.grip===`tip`&&n&&Ro.nerve){let{diameter_mm:e,active_length_mm:t}=r.probe,n=Lo({tip:i.tip_mm,axis:i.axis,radius:e/2,active:t},Ro.nerve);n&&(a=!0,i=qo({...i,tip_mm:n},[0,0,0]))}Xo(i,r.place)||(this.drag={...r,place:i,snapped:a},this.#_(this.places))}async release(){let e=this.drag;if(!e||this.#m)return;if(Xo(e.place,e.start)){this.drag=null;return}let{name:t,tip_mm:n,axis:r}=e.place;this.#m=!0;let i=await Z.edit({kind:`move_probe`,name:t,tip_mm:n,axis:r});if(this.#m=!1,this.drag===e&&(this.drag=null),!i)return this.cancel();X.crosshair=Ba(n,r,e.probe.active_length_mm/2),Z.runAfterDrag&&await Z.run()}cancel(){this.drag=null,this.answer=null,this.refused=``,this.measured=[],this.#g(),Y.restore()}clear(){this.drag||(this.answer=null,this.refused=``,this.measured=[],this.sentence=``,this.#g(),Y.source===`preview`&&Y.restore())}reset(){this.drag=null,this.prepared=!1,this.#s=null,this.clear()}told(e){e.kind===`preparing`&&(this.sentence=e.sentence),e.kind===`prepared`&&(this.#s=e.grid,this.prepared=!0,this.sentence=``,this.#v()),e.kind===`previewed`&&(this.#s=e.grid??this.#s,this.#l.has(e.seq)&&(this.answer=e,this.refused=``)),e.kind===`measured`&&e.seq>this.#p&&(this.measured=e.probes)}failed(e,t){let n=[e.what,e.remedy].filter(Boolean).join(` `);t===void 0?(this.#l.clear(),this.sentence=``,Qa.problem(Error(n))):t<=this.#p||(this.#h(t),this.refused=n,this.#v())}refresh(){this.prepared&&Z.live?.send({kind:`prepare`})}async frame(e){let{index:t}=So(e);Z.live?.send({kind:`ack`,index:t});let n=this.#l.get(t);this.#h(t),this.#v(),this.#s&&n!==void 0&&this.answer&&await Y.preview(e,this.#s)&&(this.drag&&F(this.#d,n.places),requestAnimationFrame(()=>this.answerMs=performance.now()-n.at))}#h(e){for(let t of this.#l.keys())t<=e&&this.#l.delete(t)}#g(){this.#l.clear(),this.#f=null,this.#p=this.#c}#_(e){this.#f=e,this.#v()}#v(){if(!this.#f||!this.prepared||this.#l.size>=2)return;let e=++this.#c;Z.live?.send({kind:`preview`,seq:e,probes:this.#f})&&(this.#l.set(e,{at:performance.now(),places:this.#f}),this.#f=null)}},Vs=new class{#e=P([]);get list(){return V(this.#e)}set list(e){F(this.#e,e)}#t=P(null);get recording(){return V(this.#t)}set recording(e){F(this.#t,e)}#n=P(null);get moment(){return V(this.#n)}set moment(e){F(this.#n,e)}#r=P(null);get bitmap(){return V(this.#r)}set bitmap(e){F(this.#r,e)}#i=P(0);get index(){return V(this.#i)}set index(e){F(this.#i,e,!0)}#a=P(!1);get playing(){return V(this.#a)}set playing(e){F(this.#a,e,!0)}#o=P(4);get speed(){return V(this.#o)}set speed(e){F(this.#o,e,!0)}#s=P([]);get times(){return V(this.#s)}set times(e){F(this.#s,e)}#c=N(()=>this.times[this.index]??0);get time(){return V(this.#c)}set time(e){F(this.#c,e)}#l=``;#u=0;#d=0;#f=0;#p=new so(e=>this.#h(e));async refresh(e){try{let t=await Fa.recordings(e);this.#l=e,this.list=t}catch(e){Qa.problem(e)}}async open(e){try{let t=await Fa.recording(this.#l,e);this.close(),this.recording=t,this.times=is(t.times_s),this.go(0)}catch(e){Qa.problem(e)}}close(){this.pause(),this.recording=null,this.moment=null,this.times=[],this.index=0,this.#g(null)}go(e){this.recording&&this.times.length!==0&&(this.index=Math.min(Math.max(Math.round(e),0),this.times.length-1),this.#u=this.time,this.#p.want({recording:this.recording,index:this.index}))}goTo(e){this.pause(),this.go(as(this.times,e))}toggle(){this.playing?this.pause():this.play()}play(){this.times.length!==0&&(this.index>=this.times.length-1&&this.go(0),this.playing=!0,this.#d=performance.now(),this.#f=requestAnimationFrame(e=>this.#m(e)))}pause(){this.playing=!1,cancelAnimationFrame(this.#f)}url(e){return this.recording?Fa.recordedUrl(this.#l,this.recording.id,e):``}#m(e){if(!this.playing)return;this.#u+=this.speed*(e-this.#d)/1e3,this.#d=e;let t=as(this.times,this.#u),n=this.#u;t!==this.index&&this.go(t),this.#u=n,t>=this.times.length-1?this.pause():this.#f=requestAnimationFrame(e=>this.#m(e))}async#h({recording:e,index:t}){try{let{moment:n,picture:r}=es(await Fa.recordedMoment(this.#l,e.id,t)),i=r.byteLength?await createImageBitmap(new Blob([r],{type:`image/jpeg`})):null;if(this.recording!==e){i?.close();return}this.moment=n,i&&this.#g(i)}catch(e){this.pause(),Qa.problem(e)}}#g(e){let t=this.bitmap;this.bitmap=e,t?.close()}},Hs=U(`<dt class="svelte-185a53c"> </dt> <dd class="svelte-185a53c"> </dd>`,1),Us=U(`<dialog aria-labelledby="keys-title" class="svelte-185a53c"><div class="head svelte-185a53c"><h2 id="keys-title">Keys and mouse</h2> <button>Close</button></div> <dl class="svelte-185a53c"></dl></dialog>`);function Ws(e,t){Je(t,!0);let n=ha(t,`open`,15),r;Tn(()=>{n()&&!r.open&&r.showModal(),!n()&&r.open&&r.close()});var i=Us(),a=I(i),o=z(I(a),2);A(a);var s=z(a,2);q(s,21,()=>ba,([e,t])=>e,(e,t)=>{var n=N(()=>h(V(t),2));let r=()=>V(n)[0],i=()=>V(n)[1];var a=Hs(),o=L(a),s=R(o,!0),c=R(z(o,2),!0);B(()=>{G(s,r()),G(c,i())}),W(e,a)}),A(s),A(i),la(i,e=>r=e,()=>r),Lr(`close`,i,()=>n(!1)),H(`click`,o,()=>n(!1)),W(e,i),Ye()}Rr([`click`]);var Gs=U(`<p class="alarm svelte-1md2kc4"><strong> </strong> </p>`),Ks=U(`<div></div>`),qs=U(`<p class="calm svelte-1md2kc4" role="status"> </p>`),Js=U(`<div class="alarms svelte-1md2kc4"><!></div>`);function Ys(e,t){Je(t,!0);var n=Js(),r=I(n),i=e=>{var n=Ks();q(n,21,()=>t.alarms,e=>e.kind,(e,t)=>{var n=Gs(),r=I(n),i=R(r),a=z(r);A(n),B(()=>{G(i,`▲ ${V(t).sentence??``}`),G(a,` ${V(t).remedy??``}`)}),W(e,n)}),A(n),B(()=>{J(n,`role`,t.replayed?`group`:`alert`),J(n,`aria-label`,t.replayed?`Alarms at this moment of the recording`:`Alarms`)}),W(e,n)},a=e=>{var n=qs(),r=R(n);B(()=>G(r,`✓ No alarm${t.replayed?` at this moment`:``}`)),W(e,n)};K(r,e=>{t.alarms.length?e(i):(t.following||t.replayed)&&e(a,1)}),A(n),W(e,n),Ye()}var Xs=U(`<p><span class="numbers time svelte-if0u3s"> </span> <strong class="svelte-if0u3s"> </strong> </p>`),Zs=U(`<p class="small soft">Nothing has happened yet.</p>`),Qs=U(`<h2>Log</h2> <div class="lines svelte-if0u3s" tabindex="0" role="log" aria-label="Events, the newest first" aria-live="off"></div>`,1);function $s(e,t){Je(t,!0);let n=N(()=>t.events.toReversed());var r=Qs(),i=z(L(r),2);q(i,23,()=>V(n),(e,t)=>e.number??-t,(e,t)=>{var n=Xs();let r;var i=I(n),a=R(i,!0),o=z(i,2),s=R(o,!0),c=z(o);A(n),B((e,i)=>{r=Ti(n,1,`small svelte-if0u3s`,null,r,{alarm:e}),G(a,i),G(s,V(t).kind),G(c,` ${V(t).words??``}`)},[()=>V(t).kind.startsWith(`alarm`),()=>V(t).procedure_s===null?`–`:`${co(V(t).procedure_s)} min`]),W(e,n)},e=>{W(e,Zs())}),A(i),W(e,r),Ye()}var ec=[{level:0,label:`0 °C`,colour:`#ffffff`,dash:[],width:2,line:`solid`},{level:-20,label:`−20 °C`,colour:`#56b4e9`,dash:[7,4],width:2.2,line:`dashed`},{level:-40,label:`−40 °C`,colour:`#e69f00`,dash:[2,3],width:2.4,line:`dotted`}],tc=ec.map(({level:e})=>e),nc=[[/fascicle/,[255,226,110]],[/neuroma/,[226,160,46]],[/motor/,[178,190,60]],[/nerve|epineur/,[236,196,52]],[/arter/,[214,62,58]],[/vein|venous/,[66,104,214]],[/marrow/,[176,152,118]],[/bone|cort|tibia|fibula/,[232,228,214]],[/skin|derm/,[205,160,132]],[/fat|subcut/,[206,186,128]],[/muscle/,[134,78,74]],[/fascia|tendon|connective/,[188,178,170]],[/scar/,[160,120,130]],[/fluid|saline/,[96,164,180]],[/air|outside|background/,[8,11,15]]];function rc(e,t=``){let n=e=>nc.find(([t])=>t.test(e.toLowerCase()))?.[1];return n(e)??n(t)??[128,120,118]}var ic=e=>e[0]<<16|e[1]<<8|e[2],ac={unfrozen:`not frozen`,frozen:`0 to −20 °C`,lasting:`−20 to −40 °C`,core:`below −40 °C`,unknown:`not simulated`},oc=[`unfrozen`,`frozen`,`lasting`,`core`];function sc(e){return e===null||Number.isNaN(e)?`unknown`:oc[tc.filter(t=>e<=t).length]}var cc=(e,t=1)=>e==null||Number.isNaN(e)?`unknown`:`${lc(e,t)} °C`,lc=(e,t=1)=>{let n=Math.abs(e).toFixed(t);return e<0&&Number(n)!==0?`−${n}`:n},uc=(e,t=d,n=d,r=d,i=d)=>{var a=pc(),o=I(a),s=R(o,!0),c=z(o,2),l=I(c),u=R(l,!0),f=R(z(l,2));A(c);var p=z(c,2),m=I(p);let h;var g=z(m,2);let _;var v=z(g,2);let y;var b=z(v,2),x=e=>{var t=dc();let n;B(()=>n=Di(t,``,n,{left:`${100*i()}%`})),W(e,t)};K(b,e=>{i()!==null&&e(x)}),A(p);var S=z(p,2),C=e=>{var t=fc(),n=R(t);B(e=>G(n,`◆ ${e??``} in truth, of this simulation`),[()=>rs(i())]),W(e,t)};K(S,e=>{i()!==null&&e(C)}),A(a),B((e,i,a,o)=>{G(s,t()),G(u,e),G(f,`${i??``} to ${a??``}`),h=Di(m,``,h,{left:`${100*n()[0]}%`,width:o}),_=Di(g,``,_,{left:`${100*n()[1]}%`}),y=Di(v,``,y,{left:`${100*r()}%`})},[()=>rs(n()[1]),()=>rs(n()[0]),()=>rs(n()[2]),()=>`${100*Math.max(.01,n()[2]-n()[0])}%`]),W(e,a)},dc=U(`<span class="real svelte-1f7vi2c">◆</span>`),fc=U(`<p class="small numbers"> </p>`),pc=U(`<div class="gauge svelte-1f7vi2c"><h3 class="svelte-1f7vi2c"> </h3> <p class="numbers"><span class="big svelte-1f7vi2c"> </span> <span class="band svelte-1f7vi2c"> </span></p> <div class="bar svelte-1f7vi2c" aria-hidden="true"><span class="range svelte-1f7vi2c"></span> <span class="middle svelte-1f7vi2c"></span> <span class="goal svelte-1f7vi2c"></span> <!></div> <!></div>`),mc=U(`<span class="big numbers svelte-1f7vi2c" role="timer" aria-label="Left of this step"> </span><span>min left</span>`,1),hc=U(`<p class="small soft"> </p>`),gc=U(`<p class="small"> </p>`),_c=U(`<p><strong class="svelte-1f7vi2c"> </strong><!></p> <!> <!> <p class="small"> </p>`,1),vc=U(`<li> </li>`),yc=U(`<ol class="small svelte-1f7vi2c"></ol>`),bc=U(`<!> <!> <p><strong> </strong></p> <p class="small soft">Share of fascicle area that has been below −20 °C at one level. Beside it: 5 to 95 % of the members; the mark on the bar is the goal.</p>`,1),xc=U(`<strong>No edge was seen so far: this is the model alone.</strong>`),Sc=U(`<div class="block"><h2>Distance from the probe</h2> <dl class="numbers svelte-1f7vi2c"><dt>Edge of the ice, tracked</dt> <dd class="svelte-1f7vi2c"> </dd> <dt>−20 °C, inferred</dt> <dd class="svelte-1f7vi2c"> </dd></dl> <p class="small soft">Means towards the transducer, in brackets 5 to 95 %. <!></p></div>`),Cc=U(`<p class="small soft numbers"> </p>`),wc=U(`<div class="block"><h2>Protocol</h2> <!> <!></div> <div class="block"><h2>Nerve colder than −20 °C</h2> <!></div> <!> <div class="block"><h2>Not watched</h2> <!> <p class="small">Structures to be kept, and everything outside of the picture.</p></div> <p class="small soft">Inferred, not seen: −20 °C is never visible on ultrasound. Tested on simulations only. Not a prognosis.</p> <!>`,1);function Tc(e,t){Je(t,!0);let n=N(()=>t.moment?.step??null),r=N(()=>t.moment?.coverage??null),i=N(()=>t.truth&&t.moment&&t.moment.time_s!==null?Ss(t.truth,t.moment.time_s):null),a=N(()=>t.truth?Ss(t.truth,1/0):null),o=N(()=>V(n)?.name?V(n).name[0].toUpperCase()+V(n).name.slice(1):``);var s=wc(),c=L(s),l=z(I(c),2),u=e=>{var t=_c(),r=L(t),i=I(r),a=R(i,!0),s=z(i),c=e=>{var t=mc(),r=R(L(t),!0);Te(),B(e=>G(r,e),[()=>co(V(n).left_s)]),W(e,t)};K(s,e=>{V(n).left_s!==null&&e(c)}),A(r);var l=z(r,2),u=e=>{var t=hc(),r=R(t);B(()=>G(r,`Time left not known: ${V(n).says===`console`?`the console does not keep to the protocol, or this step ends at a temperature`:`this step ends at a temperature`}.`)),W(e,t)};K(l,e=>{V(n).left_s===null&&V(n).kind&&e(u)});var d=z(l,2),f=e=>{var t=gc(),r=R(t);B(()=>G(r,`${V(n).sentence??``}${V(n).says===`console`?`; so says the console`:`; by the protocol`}`)),W(e,t)};K(d,e=>{V(n).sentence&&e(f)});var p=R(z(d,2),!0);B(()=>{Ti(r,1,`step ${V(n).kind??``??``}`,`svelte-1f7vi2c`),G(a,V(o)),G(p,V(n).next?`Next: ${V(n).next}`:V(n).kind?`The last step`:``)}),W(e,t)},d=e=>{var n=yc();q(n,21,()=>t.protocol,e=>e.name,(e,t)=>{var n=vc(),r=R(n,!0);B(()=>G(r,V(t).sentence)),W(e,n)}),A(n),W(e,n)};K(l,e=>{V(n)&&V(o)?e(u):e(d,-1)});var f=z(l,2),p=e=>{var n=fc(),r=R(n);B((e,n)=>G(r,`${e??``} (${t.moment.clock??``} clock)${n??``}`),[()=>t.moment.time_s===null?`Time of the procedure not known`:`Procedure ${co(t.moment.time_s)} min`,()=>t.moment.console_degC===null?``:`, console ${cc(t.moment.console_degC,0)}`]),W(e,n)};K(f,e=>{t.moment&&e(p)}),A(c);var m=z(c,2),h=z(I(m),2),g=e=>{var t=bc(),n=L(t);uc(n,()=>`Now`,()=>V(r).now,()=>V(r).goal,()=>V(i));var o=z(n,2),s=e=>{uc(e,()=>`When the protocol is over`,()=>V(r).final,()=>V(r).goal,()=>V(a))};K(o,e=>{V(r).final&&e(s)});var c=z(o,2),l=R(I(c),!0);A(c),Te(2),B(()=>G(l,V(r).reach_text)),W(e,t)},_=e=>{var n=hc(),r=R(n,!0);B(()=>G(r,t.moment?`Not known: nothing can be inferred yet, or no nerve is treated.`:`Known once pictures are followed.`)),W(e,n)};K(h,e=>{V(r)?e(g):e(_,-1)}),A(m);var v=z(m,2),y=e=>{var n=Sc(),r=z(I(n),2),i=z(I(r),2),a=R(i,!0),o=R(z(i,4),!0);A(r);var s=z(r,2),c=z(I(s)),l=e=>{W(e,xc())},u=e=>{var n=Jr();B(e=>G(n,`The edge was weighed last at ${e??``} min.`),[()=>co(t.moment.edge_seen_s)]),W(e,n)};K(c,e=>{t.moment.edge_seen_s===null||t.moment.edge_seen_s===void 0?e(l):e(u,-1)}),A(s),A(n),B(()=>{G(a,t.moment.edge_text),G(o,t.moment.cold_text)}),W(e,n)};K(v,e=>{t.moment?.edge_text&&e(y)});var b=z(v,2);q(z(I(b),2),17,()=>t.notWatched,ai,(e,t)=>{var n=gc(),r=R(n,!0);B(()=>G(r,V(t))),W(e,n)}),Te(2),A(b);var x=z(b,4),S=e=>{var n=Cc(),r=R(n);B(()=>G(r,`${t.moment.stream.text??``}; ${t.moment.tracked??``} pictures tracked, ${t.moment.left_out??``} left out`)),W(e,n)};K(x,e=>{t.moment&&e(S)}),W(e,s),Ye()}var Ec={"3d":`3D`,axial:`Axial`,along:`Along the nerve`,across:`Across the nerve`,scanner:`Scanner plane`},Dc=e=>e?Ec:{...Ec,along:`Sagittal`,across:`Coronal`},Oc=(e,t,n)=>({centre:e,right:t,down:n,normal:Ga(Ha(t,n))});function kc(e,t){let n=e?.scanner;if(n)return Ga(n.down_mm);let r=(e?.probes.map(e=>za(e.axis,-1))??[]).reduce(La,[0,0,0]);return Ua(Ka(r,[0,0,1]))>.2?Ga(Ka(r,[0,0,1])):(t?(t[0][1]+t[1][1])/2:0)>0?[0,1,0]:[0,-1,0]}function Ac(e,t){let{crosshair:n,bounds:r,nerve:i,document:a}=t,o=za(La(r[0],r[1]),.5);if(e===`axial`)return Oc([o[0],o[1],n[2]],[-1,0,0],[0,-1,0]);if(e===`scanner`)return Pc(t);if(!i)return jc(e,n,Mc(a)??o);let s=No(i,n),c=Ga(Ka(kc(a,r),s.tangent),[0,1,0]);if(e===`across`)return Oc(Fc(s.point,n,s.tangent),Ga(Ha(c,s.tangent)),c);let l=Oc(s.point,s.tangent,Nc(s,i,a,c));return{...l,centre:Ba(l.centre,l.normal,t.beside_mm??0)}}var jc=(e,t,n)=>e===`along`?Oc([t[0],n[1],n[2]],[0,-1,0],[0,0,-1]):Oc([n[0],t[1],n[2]],[-1,0,0],[0,0,-1]),Mc=e=>{let t=e?.probes[0];return t?Ba(t.tip_mm,t.axis,t.active_length_mm/2):null};function Nc(e,t,n,r){let i=(n?.probes??[]).map(n=>{let r=Ba(n.tip_mm,n.axis,n.active_length_mm/2);return{side:Ka(Ra(r,No(t,r).point),e.tangent),away:Wa(r,e.point)}}).reduce((e,t)=>e&&e.away<=t.away?e:t,null);return!i||Ua(i.side)<.3?r:Ga(za(i.side,Va(i.side,r)<0?-1:1))}function Pc(e){let t=e.document?.scanner,n=e.scanner,r=n?{top_mm:n.origin_mm,right_mm:n.lateral,down_mm:n.axial,depth_mm:n.depth_mm}:t;if(!r)return Ac(e.nerve?`across`:`axial`,e);let i=Ga(r.right_mm),a=Ga(r.down_mm);return Oc(Fc(Ba(r.top_mm,a,r.depth_mm/2),e.crosshair,Ga(Ha(i,a))),i,a)}var Fc=(e,t,n)=>Ba(e,n,Va(Ra(t,e),n));function Ic(e,t,n){let r=Ra(n,e.centre);return[t.width/2+(Va(r,e.right)-t.pan[0])/t.mm_per_px,t.height/2+(Va(r,e.down)-t.pan[1])/t.mm_per_px]}function Lc(e,t,n,r){let i=(n-t.width/2)*t.mm_per_px+t.pan[0],a=(r-t.height/2)*t.mm_per_px+t.pan[1];return Ba(Ba(e.centre,e.right,i),e.down,a)}var Rc=[[`R`,`L`],[`A`,`P`],[`Prox`,`Dist`]];function zc(e){return e.map((e,t)=>({size:Math.abs(e),letter:Rc[t][e>0?0:1]})).filter(e=>e.size>.4).sort((e,t)=>t.size-e.size).slice(0,2).map(e=>e.letter).join(`-`)}var Bc=(e,t)=>Fc(t,e.centre,e.normal),Vc=(e,t)=>Math.abs(Va(Ra(t,e.centre),e.normal));function Hc(e){let t=10**Math.floor(Math.log10(e));return[5,2,1].map(e=>e*t).find(t=>t<=e)??t}function Uc(e){return`${e.map((e,t)=>`${Rc[t][e>=0?0:1]} ${Math.abs(e).toFixed(1)}`).join(`, `)} mm`}var Wc=([e,t],n,r)=>({left:e,top:t,right:e+n,bottom:t+r}),Gc=(e,t)=>e.left<t.right&&t.left<e.right&&e.top<t.bottom&&t.top<e.bottom,Kc=(e,t)=>e.left>=t.left&&e.top>=t.top&&e.right<=t.right&&e.bottom<=t.bottom;function qc(e,t,n=[]){let r=e.map(()=>null),i=[...n],a=e.map((e,t)=>t).sort((t,n)=>e[t].rank-e[n].rank);for(let n of a){let{width:a,height:o,places:s}=e[n];for(let e of s){let s=Wc(e,a,o);if(Kc(s,t)&&!i.some(e=>Gc(s,e))){i.push(s),r[n]=e;break}}}return r}function Jc([e,t],n,r,i=[10,20,34]){return i.flatMap(i=>{let[a,o,s]=[e-i-n,e+i,e-n/2],[c,l,u]=[t-i/2-r,t+i/2,t-r/2];return[[o,l],[o,c],[a,l],[a,c],[o,u],[a,u],[s,t+i],[s,t-i-r]]})}var Yc=32,Xc=6;function Zc(e,t,n){let r=2*Math.max(1,Math.ceil(e.length/2/Yc)),i=0;for(let t=0;t<e.length;t+=2)e[t]-e[t+1]>e[i]-e[i+1]&&(i=t);let a=[i];for(let t=0;t<e.length;t+=r)a.push(t);return a.sort((t,n)=>e[n]-e[n+1]-(e[t]-e[t+1])),a.flatMap(r=>{let[i,a]=[e[r],e[r+1]],o=a-Xc-n/2;return[[i+Xc,o],[i-Xc-t,o],[i+Xc,a+Xc-n/2]]})}var Qc=`rgba(4, 8, 14, 0.8)`,$c=`#f2f6fa`,el=33,tl=4,nl={letter:0,bar:1,measure:2,probe:3,line:4};function rl(e,t,n,r,i=$c){e.lineWidth=3.5,e.strokeStyle=Qc,e.strokeText(t,n,r),e.fillStyle=i,e.fillText(t,n,r)}var il=class{#e;#t;#n;#r=[];constructor(e,t,n=[]){this.#e=e,this.#t={left:tl,top:Math.min(el,t.height/3),right:t.width-tl,bottom:t.height-tl},this.#n=[...n]}keepFree([e,t],n){this.#n.push({left:e-n,top:t-n,right:e+n,bottom:t+n})}add(e,t,n){let{rank:r,colour:i=$c,px:a=11,weight:o=600,alpha:s=1}=t,c=`${o} ${a}px system-ui, sans-serif`;this.#e.font=c;let[l,u]=[this.#e.measureText(e).width,a+3];this.#r.push({words:e,font:c,colour:i,alpha:s,rank:r,width:l,height:u,places:n(l,u)})}draw(){let e=this.#e;e.textBaseline=`middle`,e.textAlign=`left`,qc(this.#r,this.#t,this.#n).forEach((t,n)=>{if(!t)return;let{words:r,font:i,colour:a,alpha:o,height:s}=this.#r[n];e.font=i,e.globalAlpha=o,rl(e,r,t[0],t[1]+s/2,a)}),e.globalAlpha=1}},al=`rgba(4, 8, 14, 0.8)`,ol=`#ffffff`,sl=`#56b4e9`;function cl(e,t,n){e.clearRect(0,0,t.width,t.height);let{moment:r,bitmap:i,plane:a}=n;if(!r.picture)return;let o=ts(r.picture,t.width,t.height);if(e.imageSmoothingEnabled=!0,i&&e.drawImage(i,o.x,o.y,o.width,o.height),ll(e,o,r.picture,n),!o.perMm)return;e.save(),e.beginPath(),e.rect(o.x,o.y,o.width,o.height),e.clip();let s=ml(e,o,r),c=pl(e,o,r);n.shaft&&ul(e,o,r.picture,n.shaft),e.restore(),e.font=`600 13px system-ui, sans-serif`,e.textBaseline=`middle`,e.textAlign=`left`,c&&rl(e,`Edge of the ice, tracked`,...fl(o,c,`Edge of the ice, tracked`,e,-22),ol);let l=r.cold_text?.startsWith(`none`)===!0?`−20 °C: none, or at most this (95 %)`:`−20 °C, inferred (5 to 95 %)`;s&&rl(e,l,...fl(o,s,l,e,18),`#9fd6f7`),_l(e,o,o.perMm[0],n.region?xs(r.picture,o,n.region).y:o.y,a)}function ll(e,t,n,{region:r,next:i}){if(e.save(),e.beginPath(),e.rect(t.x,t.y,t.width,t.height),e.clip(),r){let i=xs(n,t,r);e.fillStyle=`rgba(4, 8, 14, 0.62)`,e.beginPath(),e.rect(t.x,t.y,t.width,t.height),e.rect(i.x,i.y,i.width,i.height),e.fill(`evenodd`),dl(e,i,`#c6d0da`,[])}if(i&&String(i)!==String(r??``)){let r=xs(n,t,i);dl(e,r,`#ffd166`,[7,5]),e.font=`600 12px system-ui, sans-serif`,e.textBaseline=`middle`,e.textAlign=`center`,rl(e,`this edge counts as the transducer’s face`,r.x+r.width/2,r.y+12,`#ffd166`)}e.restore()}function ul(e,t,n,[r,i]){let[a,o]=n.size,[s,c]=[t.x+(i+.5)/a*t.width,t.y+(r+.5)/o*t.height];for(let[t,n]of[[al,5],[`#ffd166`,2]]){e.strokeStyle=t,e.lineWidth=n,e.beginPath();for(let[t,n]of[[1,0],[-1,0],[0,1],[0,-1]])e.moveTo(s+4*t,c+4*n),e.lineTo(s+13*t,c+13*n);e.stroke()}e.font=`600 12px system-ui, sans-serif`,e.textBaseline=`middle`,e.textAlign=`right`,rl(e,`shaft, as entered`,s-17,c,`#ffd166`)}function dl(e,t,n,r){for(let[i,a]of[[al,4],[n,1.8]])e.strokeStyle=i,e.lineWidth=a,e.setLineDash(i===al?[]:r),e.strokeRect(t.x+1,t.y+1,t.width-2,t.height-2);e.setLineDash([])}function fl(e,[t,n],r,i,a){let o=e.x+e.width-i.measureText(r).width-8,s=t+12>o?n+a:n;return[Math.max(e.x+6,Math.min(t+12,o)),Math.min(Math.max(s,e.y+14),e.y+e.height-40)]}function pl(e,t,{front:n=[]}){let r=null;e.lineJoin=e.lineCap=`round`;for(let[i,a]of[[al,5],[ol,2.4]]){e.strokeStyle=i,e.fillStyle=i,e.lineWidth=a;for(let i of n){let n=i.map(t.place);e.beginPath(),n.forEach(([t,n],r)=>r===0?e.moveTo(t,n):e.lineTo(t,n)),n.length>1&&e.stroke();for(let e of n)(!r||e[0]-e[1]>r[0]-r[1])&&(r=e)}}return r}function ml(e,t,{centre_mm:n,angles_deg:r,cold_mm:i}){if(!n||!r||!i||!i.high.some(e=>e!==null&&e>.05))return null;let[a,o,s]=[`low`,`middle`,`high`].map(e=>ns(n,r,i[e]).map(e=>e&&t.place(e))),c=new Path2D;c.addPath(hl(s)),c.addPath(hl(a)),e.fillStyle=`rgba(86, 180, 233, 0.26)`,e.fill(c,`evenodd`),gl(e,c,s);let l=new Path2D;l.addPath(hl(o));for(let[t,n,r]of[[al,4.6,[]],[sl,2.4,[8,5]]])e.setLineDash([...r]),e.strokeStyle=t,e.lineWidth=n,e.stroke(l);return e.setLineDash([]),s.filter(e=>e!==null).reduce((e,t)=>e&&e[0]+e[1]>t[0]+t[1]?e:t,null)}function hl(e){let t=new Path2D,n=!1;for(let r of e)r&&(n?t.lineTo(...r):t.moveTo(...r),n=!0);return n&&t.closePath(),t}function gl(e,t,n){let r=n.filter(e=>e!==null),[i,a]=[Math.min(...r.map(([e])=>e)),Math.max(...r.map(([e])=>e))],[o,s]=[Math.min(...r.map(([,e])=>e)),Math.max(...r.map(([,e])=>e))];e.save(),e.clip(t,`evenodd`),e.strokeStyle=`rgba(159, 214, 247, 0.75)`,e.lineWidth=1,e.beginPath();for(let t=i-(s-o);t<a;t+=7)e.moveTo(t,s),e.lineTo(t+(s-o),o);e.stroke(),e.restore()}function _l(e,t,n,r,i){e.font=`600 12px system-ui, sans-serif`;let a=Hc(Math.min(140,t.width/3)/n),o=a*n,[s,c]=[t.x+t.width-12-o,t.y+t.height-12];for(let[t,n]of[[al,5],[`#f2f6fa`,2.5]])e.strokeStyle=t,e.lineWidth=n,e.beginPath(),e.moveTo(s,c-4),e.lineTo(s,c),e.lineTo(s+o,c),e.lineTo(s+o,c-4),e.stroke();e.textAlign=`center`,rl(e,`${a} mm`,s+o/2,c-13);let l=t.x+t.width/2;rl(e,`transducer`,l,r+11),e.textAlign=`left`;let[,u]=t.place([0,0]);for(let r=5;u+r*n<t.y+t.height-8;r+=5){let i=u+r*n;e.lineWidth=2,e.strokeStyle=`#f2f6fa`,e.beginPath(),e.moveTo(t.x,i),e.lineTo(t.x+(r%10==0?12:7),i),e.stroke(),r%10==0&&rl(e,`${r} mm`,t.x+16,i)}i&&(e.textAlign=`right`,rl(e,`${zc(za(i.lateral,-1))} ◂`,l-44,r+11),e.textAlign=`left`,rl(e,`▸ ${zc(i.lateral)}`,l+44,r+11),e.textAlign=`center`,rl(e,`▾ ${zc(i.axial)}`,l,t.y+t.height-12)),e.textAlign=`left`}var vl=U(`<p class="stamp plain ask svelte-1i2cngg" role="status"> </p>`),yl=U(`<p class="stamp svelte-1i2cngg">SIMULATED SCANNER</p>`),bl=U(`<p class="stamp blue svelte-1i2cngg">REPLAY of a recording</p>`),xl=U(`<p class="stamp plain svelte-1i2cngg"> </p>`),Sl=U(`<p class="empty svelte-1i2cngg"> </p>`),Cl=U(`<div><canvas class="svelte-1i2cngg"></canvas> <!> <div class="stamps svelte-1i2cngg"><!> <!> <!></div> <!></div>`);function wl(e,t){Je(t,!0);let n,r=null,i=P(null),a=N(()=>t.replayed?null:Ts.pointing),o=[0,0],s=N(()=>h(o,2)),c=P(tn(V(s)[0])),l=P(tn(V(s)[1])),u=N(()=>t.moment?`Ultrasound picture at ${t.moment.time_s===null?`time of the procedure not known`:`${co(t.moment.time_s)} min of the procedure`}. Edge of the ice ${t.moment.edge_text??`not known`}; −20 °C ${t.moment.cold_text??`not known`}.`:`No picture yet`);Tn(()=>{let e=n.getContext(`2d`);if(!e||V(c)===0||V(l)===0)return;let r=devicePixelRatio,[a,o]=[Math.round(V(c)*r),Math.round(V(l)*r)];(n.width!==a||n.height!==o)&&([n.width,n.height]=[a,o]),e.setTransform(r,0,0,r,0,0);let s=t.replayed?null:V(i)??Ts.region,{entries:u}=Ts,d=!t.replayed&&t.moment?.picture&&u.shaft!==`planned`?bs(t.moment.picture,u,Ts.region):null;t.moment?cl(e,{width:V(c),height:V(l)},{moment:t.moment,bitmap:t.bitmap,plane:t.plane,region:t.region,next:s,shaft:d}):e.clearRect(0,0,V(c),V(l))});function d(e){if(!t.moment?.picture)return null;let r=n.getBoundingClientRect();return gs(t.moment.picture,ts(t.moment.picture,V(c),V(l)),[e.clientX-r.left,e.clientY-r.top])}function f(e){let i=V(a)&&e.button===0?d(e):null;if(i){if(e.preventDefault(),V(a)===`region`)r=i,n.setPointerCapture(e.pointerId);else if(t.moment?.picture){let e=ys(t.moment.picture,i,Ts.region);e&&Ts.pointedAt(e)}}}function p(e){let t=r&&d(e);r&&t&&F(i,vs(r,t))}function m(){r&&V(i)&&Ts.drawn(V(i)),r=F(i,null)}function g(){r=F(i,null),Ts.pointing=null}var _=Cl();Lr(`keydown`,an,e=>e.key===`Escape`&&V(a)&&g());let v;var y=I(_);la(y,e=>n=e,()=>n);var b=z(y,2),x=e=>{var t=vl(),n=R(t);B(()=>G(n,`${V(a)===`region`?`Draw a box around the picture proper, from the transducer’s face down: press, drag, release.`:`Click where the middle of the shaft is.`} Esc: leave it.`)),W(e,t)};K(b,e=>{V(a)&&e(x)});var S=z(b,2),C=I(S),w=e=>{W(e,yl())};K(C,e=>{(t.moment?.simulated||t.simulated&&Os.busy)&&e(w)});var T=z(C,2),E=e=>{W(e,bl())};K(T,e=>{t.replayed&&e(E)});var D=z(T,2),O=e=>{var n=xl(),r=R(n);B(()=>G(r,`Edge not seen: ${t.moment.refused??``}`)),W(e,n)};K(D,e=>{t.moment?.seen===!1&&t.moment.refused&&e(O)}),A(S);var ee=z(S,2),k=e=>{var t=Sl(),n=R(t,!0);B(()=>G(n,Os.busy?Os.about.sentence:`Choose a source on the left and press Begin.`)),W(e,t)};K(ee,e=>{!t.moment&&!t.replayed&&e(k)}),A(_),B(()=>{v=Ti(_,1,`pane svelte-1i2cngg`,null,v,{pointing:V(a)!==null}),J(y,`aria-label`,V(u))}),H(`pointerdown`,y,f),H(`pointermove`,y,p),H(`pointerup`,y,m),Lr(`pointercancel`,y,g),sa(_,`clientWidth`,e=>F(c,e)),sa(_,`clientHeight`,e=>F(l,e)),W(e,_),Ye()}Rr([`pointerdown`,`pointermove`,`pointerup`]),He();var Tl=U(`<p class="small soft">None yet.</p>`),El=U(`<li><button> </button> <p class="small soft"> </p></li>`),Dl=U(`<p class="small soft">A recording is replayed once this session is stopped.</p>`),Ol=U(`<div class="block"><h2>Recordings of this run</h2> <!> <ul class="svelte-1y43v4u"></ul> <!></div>`);function kl(e,t){Je(t,!1);let n=e=>e.slice(0,16).replace(`T`,` `);da();var r=Ol(),i=z(I(r),2),a=e=>{W(e,Tl())};K(i,e=>{Vs.list.length===0&&e(a)});var o=z(i,2);q(o,5,()=>Vs.list,e=>e.id,(e,t)=>{let r=yt(()=>Vs.recording?.id===V(t).id);var i=El(),a=I(i),o=R(a),s=R(z(a,2));A(i),B(e=>{J(a,`aria-pressed`,V(r)),a.disabled=Os.busy,J(a,`title`,V(t).sentence),G(o,`Replay ${e??``} UTC`),G(s,`${V(t).source??``??``}${V(t).whole?``:`, cut off`}`)},[()=>n(V(t).began)]),H(`click`,a,()=>Vs.open(V(t).id)),W(e,i)}),A(o);var s=z(o,2),c=e=>{W(e,Dl())};K(s,e=>{Os.busy&&Vs.list.length&&e(c)}),A(r),W(e,r),Ye()}Rr([`click`]);var Al=U(`<p class="small">This session kept no pictures; its log is below.</p>`),jl=U(`<option> </option>`),Ml=U(`<button title="Play or pause (P)"> </button> <p class="numbers small now svelte-n9hapt"> </p> <input type="range" min="0" step="any" aria-label="Time of the recording" class="svelte-n9hapt"/> <label class="small svelte-n9hapt">Speed <select></select></label>`,1),Nl=U(`<a class="button small" download=""> </a>`),Pl=U(`<div class="replay svelte-n9hapt"><!> <!> <button>Close the recording</button> <p class="small said svelte-n9hapt"> </p></div>`);function Fl(e,t){Je(t,!0);let n=N(()=>Vs.recording),r=N(()=>Math.max(1,Vs.times.at(-1)??1)),i=N(()=>`${co(Vs.time)} of ${co(V(r))} min`);function a(e){let t={ArrowLeft:-1,ArrowDown:-1,ArrowRight:1,ArrowUp:1,PageUp:10,PageDown:-10}[e.key];t&&(Vs.pause(),Vs.go(Vs.index+t),e.preventDefault(),e.stopPropagation())}var o=Yr(),s=L(o),c=e=>{var t=Pl(),o=I(t),s=e=>{W(e,Al())},c=e=>{var t=Ml(),n=L(t),o=R(n,!0),s=z(n,2),c=R(s,!0),l=z(s,2);Gi(l);var u=z(l,2),d=z(I(u));q(d,20,()=>[1,4,16],e=>e,(e,t)=>{var n=jl(),r=R(n),i={};B(()=>{G(r,`${t??``}×`),i!==(i=t)&&(n.value=(n.__value=i)??``)}),W(e,n)}),A(d),Mi(d),A(u),B(()=>{J(n,`aria-label`,Vs.playing?`Pause`:`Play`),G(o,Vs.playing?`❚❚`:`▶`),G(c,V(i)),J(l,`max`,V(r)),Ki(l,Vs.time),J(l,`aria-valuetext`,V(i))}),H(`click`,n,()=>Vs.toggle()),H(`input`,l,e=>Vs.goTo(e.currentTarget.valueAsNumber)),H(`keydown`,l,a),Ni(d,()=>Vs.speed,e=>Vs.speed=e),W(e,t)};K(o,e=>{Vs.times.length===0?e(s):e(c,-1)});var l=z(o,2);q(l,17,()=>V(n).files,e=>e.name,(e,t)=>{var n=Nl(),r=R(n,!0);B((e,t)=>{J(n,`href`,e),G(r,t)},[()=>Vs.url(V(t).name),()=>V(t).name.endsWith(`.mha`)?`Clip`:`Log`]),W(e,n)});var u=z(l,2),d=R(z(u,2),!0);A(t),B(()=>G(d,V(n).sentence)),H(`click`,u,()=>Vs.close()),W(e,t)};K(s,e=>{V(n)&&e(c)}),W(e,o),Ye()}Rr([`click`,`input`,`keydown`]);var Il=U(`<input/>`),Ll=U(`<span class="small unit svelte-1cmzebe"> </span>`),Rl=U(`<p class="small level-stop" role="alert"> </p>`),zl=U(`<div class="field svelte-1cmzebe"><label class="small"> </label> <div class="line svelte-1cmzebe"><!> <!></div> <!> <p class="small soft"> </p></div>`);function Bl(e,t){Je(t,!0);let n=ha(t,`unit`,3,``),r=ha(t,`placeholder`,3,``),i=ha(t,`value`,15,``),a=N(()=>Ts.problem?.field===t.name?Ts.problem:null),o=N(()=>({id:`live-${t.name}`,"aria-describedby":[n()&&`unit`,V(a)&&`problem`,`hint`].filter(Boolean).map(e=>`live-${t.name}-${e}`).join(` `),"aria-invalid":V(a)?!0:void 0}));Tn(()=>{V(a)&&document.getElementById(`live-${t.name}`)?.focus()});var s=zl(),c=I(s),l=R(c,!0),u=z(c,2),d=I(u),f=e=>{var n=Yr();mi(L(n),()=>t.control,()=>V(o)),W(e,n)},p=e=>{var t=Il();Yi(t,()=>({type:`text`,...V(o),placeholder:r(),autocomplete:`off`,spellcheck:`false`}),void 0,void 0,void 0,`svelte-1cmzebe`,!0),$i(t,i),W(e,t)};K(d,e=>{t.control?e(f):e(p,-1)});var m=z(d,2),h=e=>{var r=Ll(),i=R(r,!0);B(()=>{J(r,`id`,`live-${t.name??``}-unit`),G(i,n())}),W(e,r)};K(m,e=>{n()&&e(h)}),A(u);var g=z(u,2),_=e=>{var n=Rl(),r=R(n);B(()=>{J(n,`id`,`live-${t.name??``}-problem`),G(r,`▲ ${V(a).what??``}. ${V(a).remedy??``??``}`)}),W(e,n)};K(g,e=>{V(a)&&e(_)});var v=z(g,2),y=R(v,!0);A(s),B(()=>{J(c,`for`,V(o).id),G(l,t.label),J(v,`id`,`live-${t.name??``}-hint`),G(y,t.hint)}),W(e,s),Ye()}var Vl=U(`<div class="row svelte-1ps1jtb"><label class="small" for="live-across">Right of the middle</label> <input id="live-across" type="text" inputmode="decimal"/><span class="small">mm</span> <label class="small" for="live-deep">Below the top</label> <input id="live-deep" type="text" inputmode="decimal"/><span class="small">mm</span></div>`),Hl=U(`<p class="small level-stop" role="alert" id="live-shaft-problem"> </p>`),Ul=U(`<!> <div class="row svelte-1ps1jtb"><button type="button" class="svelte-1ps1jtb">Draw it</button> <button type="button" class="svelte-1ps1jtb">Whole picture</button></div> <fieldset class="svelte-1ps1jtb"><legend class="small">The shaft lies</legend> <label class="small"><input type="radio"/> where the plan has it</label> <label class="small"><input type="radio"/> within 2 mm of, looked for</label> <label class="small"><input type="radio"/> exactly at</label> <!> <button type="button" class="svelte-1ps1jtb">Point at it</button> <!> <p class="small soft" id="live-shaft-hint"> </p></fieldset>`,1);function Wl(e,t){Je(t,!0);let n=[],r=N(()=>Ts.entries),i=N(()=>Os.moment?.picture!=null&&Vs.recording===null),a=N(()=>[`at`,`near`].includes(Ts.problem?.field??``)?Ts.problem:null);Tn(()=>{V(a)&&document.getElementById(`live-across`)?.focus()});function o(e){Ts.pointing=Ts.pointing===e?null:e}var s=Ul(),c=L(s);Bl(c,{name:`region`,label:`Part of the picture that is looked at`,unit:`pixels`,placeholder:`the whole picture`,hint:`To leave menus and names out. First row, first column, last row + 1, last column + 1. Its top edge counts as the transducer’s face, its middle as the transducer’s: where they are not, say below where the shaft lies.`,get value(){return V(r).region},set value(e){V(r).region=e}});var l=z(c,2),u=I(l),d=z(u,2);A(l);var f=z(l,2),p=z(I(f),2),m=I(p);Gi(m),m.value=m.__value=`planned`,Te(),A(p);var h=z(p,2),g=I(h);Gi(g),g.value=g.__value=`near`,Te(),A(h);var _=z(h,2),v=I(_);Gi(v),v.value=v.__value=`at`,Te(),A(_);var y=z(_,2),b=e=>{var t=Vl(),n=z(I(t),2);Gi(n);var i=z(n,5);Gi(i),Te(),A(t),B(()=>{J(n,`aria-invalid`,V(a)?!0:void 0),J(i,`aria-invalid`,V(a)?!0:void 0)}),$i(n,()=>V(r).across,e=>V(r).across=e),$i(i,()=>V(r).deep,e=>V(r).deep=e),W(e,t)};K(y,e=>{V(r).shaft!==`planned`&&e(b)});var x=z(y,2),S=z(x,2),C=e=>{var t=Hl(),n=R(t);B(()=>G(n,`▲ ${V(a).what??``}. ${V(a).remedy??``??``}`)),W(e,t)};K(S,e=>{V(a)&&e(C)});var w=R(z(S,2));A(f),B(()=>{J(u,`aria-pressed`,Ts.pointing===`region`),u.disabled=!V(i),d.disabled=!V(r).region,J(f,`aria-describedby`,`live-shaft-hint${V(a)?` live-shaft-problem`:``}`),J(x,`aria-pressed`,Ts.pointing===`shaft`),x.disabled=!V(i),G(w,`Where the transducer is not held exactly as planned, the picture is laid onto the plan by its shaft, as the first picture shows it: begin before the ice covers it.${V(i)?``:` It can be shown in the picture once there is one.`}`)}),H(`click`,u,()=>o(`region`)),H(`click`,d,()=>V(r).region=``),ta(n,[],m,()=>V(r).shaft,e=>V(r).shaft=e),ta(n,[],g,()=>V(r).shaft,e=>V(r).shaft=e),ta(n,[],v,()=>V(r).shaft,e=>V(r).shaft=e),H(`click`,x,()=>o(`shaft`)),W(e,s),Ye()}Rr([`click`]);var Gl=U(`<select><option>as the case has it</option><option>across the nerve</option><option>along the nerve</option><option>in-plane with the probe</option></select>`),Kl=U(`<option> </option>`),ql=U(`<select><option> </option><!></select>`),Jl=U(`<select><option>as sent, else MF</option><!></select>`),Yl=U(`<h3 class="svelte-mj7fgf">If the stream does not say</h3> <!> <!> <!>`,1),Xl=U(`<select><option>is shown only</option><option>is the probe’s own: weigh it</option></select>`),Zl=U(`<details><summary class="svelte-mj7fgf">More</summary> <div class="fields svelte-mj7fgf"><h3 class="svelte-mj7fgf">Where the picture lies</h3> <!> <!> <!> <h3 class="svelte-mj7fgf">In the picture</h3> <!> <!> <!> <!> <h3 class="svelte-mj7fgf">What is weighed</h3> <!> <!> <!> <!> <h3 class="svelte-mj7fgf">What is sent</h3> <!></div></details>`);function Ql(e,t){Je(t,!0);let n=N(()=>Ts.entries),r=N(()=>Z.document?.probes??[]),i=[[`MF`,`MF: upright, mark on the right`],[`UF`,`UF: mark on the left`],[`MN`,`MN: upside down, mark on the right`],[`UN`,`UN: upside down, mark on the left`],[`FM`,`FM: depth runs along the rows, mark at the bottom`],[`FU`,`FU: depth runs along the rows, mark at the top`],[`NM`,`NM: as FM, deep parts first`],[`NU`,`NU: as FU, deep parts first`]];var a=Zl(),o=z(I(a),2),s=z(I(o),2);Bl(s,{name:`view`,label:`Plane of the picture`,hint:`Members are computed for the plane that the transducer is held in; across the nerve where the case has none.`,control:(e,t=d)=>{var r=Gl();Yi(r,()=>({...t()}),void 0,void 0,void 0,`svelte-mj7fgf`);var i=I(r);i.value=i.__value=``;var a=z(i);a.value=a.__value=`across`;var o=z(a);o.value=o.__value=`along`;var s=z(o);s.value=s.__value=`in-plane`,A(r),Ni(r,()=>V(n).view,e=>V(n).view=e),W(e,r)},$$slots:{control:!0}});var c=z(s,2);Bl(c,{name:`shift`,label:`Shifted along the nerve`,unit:`mm`,placeholder:`0`,hint:`Transducer slid from there, not turned: + towards proximal, − towards distal. The probe’s active part must stay in the picture.`,get value(){return V(n).shift},set value(e){V(n).shift=e}});var l=z(c,2),u=e=>{Bl(e,{name:`probe`,label:`Whose ice`,hint:`Ice is followed around one probe.`,control:(e,t=d)=>{var i=ql();Yi(i,()=>({...t()}),void 0,void 0,void 0,`svelte-mj7fgf`);var a=I(i),o=R(a);a.value=a.__value=``,q(z(a),17,()=>V(r).slice(1),e=>e.name,(e,t)=>{var n=Kl(),r=R(n,!0),i={};B(()=>{G(r,V(t).name),i!==(i=V(t).name)&&(n.value=(n.__value=i)??``)}),W(e,n)}),A(i),B(()=>G(o,`${V(r)[0]?.name??``}, the first`)),Ni(i,()=>V(n).probe,e=>V(n).probe=e),W(e,i)},$$slots:{control:!0}})};K(l,e=>{V(r).length>1&&e(u)});var f=z(l,4);Wl(f,{});var p=z(f,2);Bl(p,{name:`orientation`,label:`Orientation of the pictures`,hint:`As PLUS names it, should the sender be silent or wrong: seen wrongly, left is right.`,control:(e,t=d)=>{var r=Jl();Yi(r,()=>({...t()}),void 0,void 0,void 0,`svelte-mj7fgf`);var a=I(r);a.value=a.__value=``,q(z(a),17,()=>i,([e,t])=>e,(e,t)=>{var n=N(()=>h(V(t),2));let r=()=>V(n)[0],i=()=>V(n)[1];var a=Kl(),o=R(a,!0),s={};B(()=>{G(o,i()),s!==(s=r())&&(a.value=(a.__value=s)??``)}),W(e,a)}),A(r),Ni(r,()=>V(n).orientation,e=>V(n).orientation=e),W(e,r)},$$slots:{control:!0}});var m=z(p,2),g=e=>{var t=Yl(),r=z(L(t),2);Bl(r,{name:`device`,label:`Device that sends pictures`,placeholder:`the first that sends any`,hint:`Its OpenIGTLink name, should there be several.`,get value(){return V(n).device},set value(e){V(n).device=e}});var i=z(r,2);Bl(i,{name:`scale`,label:`Size of a pixel`,unit:`mm`,placeholder:`as sent`,hint:`Counts before what the stream says. Two numbers with a comma: of rows, of columns (0.1 mm, 0.2 mm).`,get value(){return V(n).scale},set value(e){V(n).scale=e}}),Bl(z(i,2),{name:`starts_at`,label:`Time of the first picture`,unit:`s`,placeholder:`the console says`,hint:`Of the procedure, 0 at the first freeze. Only where no console tells the time; it counts before one.`,get value(){return V(n).startsAt},set value(e){V(n).startsAt=e}}),W(e,t)};K(m,e=>{V(n).source===`stream`&&e(g)});var _=z(m,2);Bl(_,{name:`freezing_from`,label:`Pictures without ice until`,unit:`s`,placeholder:`0`,hint:`Of the procedure. Pictures up to then tell what is tissue.`,get value(){return V(n).freezingFrom},set value(e){V(n).freezingFrom=e}});var v=z(_,4);Bl(v,{name:`thermocouple`,label:`The console’s temperature`,hint:`A thermocouple tells much, if it sits in the probe’s own tip; that depends on the device.`,control:(e,t=d)=>{var r=Xl(),i=e=>V(n).console=e.currentTarget.value===`console`;Yi(r,()=>({...t(),value:V(n).console?`console`:``,onchange:i}),void 0,void 0,void 0,`svelte-mj7fgf`);var a=I(r);a.value=a.__value=``;var o=z(a);o.value=o.__value=`console`,A(r),W(e,r)},$$slots:{control:!0}});var y=z(v,2);Bl(y,{name:`goal`,label:`Goal`,unit:`%`,placeholder:`95`,hint:`Of the nerve’s fascicle area below −20 °C; the forecast says when.`,get value(){return V(n).goal},set value(e){V(n).goal=e}});var b=z(y,2);Bl(b,{name:`members`,label:`Number of members`,placeholder:`100`,hint:`Procedures computed beforehand, 20 to 2000. Others than last time are computed anew: minutes.`,get value(){return V(n).members},set value(e){V(n).members=e}});var x=z(b,2);Bl(x,{name:`seed`,label:`Seed of the members`,placeholder:`1`,hint:`Another number, other draws of what is not known.`,get value(){return V(n).seed},set value(e){V(n).seed=e}}),Bl(z(x,4),{name:`publish`,label:`Send front, −20 °C and dose at`,unit:`port`,placeholder:`nothing is sent`,hint:`OpenIGTLink, to whoever connects on this computer, such as 3D Slicer: 18945. HOST:PORT listens on the network, which has no password.`,get value(){return V(n).publish},set value(e){V(n).publish=e}}),A(o),A(a),ua(`open`,`toggle`,a,e=>Ts.more=e,()=>Ts.more),W(e,a),Ye()}var $l=U(`<p class="small level-warn">▲ Of another case than the one that is open.</p>`),eu=U(`<p class="small numbers"> </p>`),tu=U(`<progress max="1" aria-label="Progress" class="svelte-m90in3"></progress> <!>`,1),nu=U(`<p class="small level-warn"> </p>`),ru=U(`<li> </li>`),iu=U(`<details class="small"><summary>What was drawn</summary> <ul class="svelte-m90in3"></ul></details>`),au=U(`<p class="small"> </p> <!>`,1),ou=U(`<dt class="svelte-m90in3"> </dt><dd class="svelte-m90in3"> </dd>`,1),su=U(`<dl class="small svelte-m90in3"></dl>`),cu=U(`<p class="small"> </p>`),lu=U(`<p class="small level-warn">▲ Whoever reaches this address sees them: OpenIGTLink has no password.</p>`),uu=U(`<button>Stop and begin again with these</button>`),du=U(`<details><summary>Region and shaft</summary> <div class="fields svelte-m90in3"><p class="small">These hold from a new beginning. Pictures from before the freeze are then missing, should it have begun.</p> <!></div></details> <!>`,1),fu=U(`<!> <p><strong> </strong> </p> <p class="small"> </p> <p role="status"> </p> <!> <!> <button class="primary"> </button> <!> <!> <!> <!> <!>`,1);function pu(e,t){Je(t,!0);let n=N(()=>Os.about),r=N(()=>V(n).document!==void 0&&V(n).document!==Z.document?.id),i=N(()=>V(n).total?Math.min(1,(V(n).done??0)/V(n).total):void 0),a=N(()=>V(n).order?fs(V(n).order):[]),o=N(()=>ps(Os.moment?.picture?.moved_mm)),s=N(()=>V(n).order!==void 0&&[`region`,`at`,`near`].some(e=>(Ts.order[e]??``)!==(V(n).order?.[e]??``)));var c=fu(),l=L(c),u=e=>{W(e,$l())};K(l,e=>{V(r)&&e(u)});var d=z(l,2),f=I(d),p=R(f,!0),m=z(f);A(d);var g=z(d,2),_=R(g),v=z(g,2),y=R(v,!0),b=z(v,2),x=e=>{var t=tu(),r=L(t),a=z(r,2),o=e=>{var t=eu(),r=R(t);B(e=>G(r,`${e??``} min left`),[()=>co(V(n).left_s)]),W(e,t)};K(a,e=>{V(n).left_s&&e(o)}),B(()=>Ki(r,V(i))),W(e,t)};K(b,e=>{V(n).state!==`following`&&e(x)});var S=z(b,2),C=e=>{var t=nu(),n=R(t);B(()=>G(n,`▲ Not recorded any more: ${Os.moment.not_recorded??``}.`)),W(e,t)};K(S,e=>{Os.moment?.not_recorded&&e(C)});var w=z(S,2),T=R(w,!0),E=z(w,2),D=e=>{var t=au(),r=L(t),i=R(r,!0),a=z(r,2),o=e=>{var t=iu(),r=z(I(t),2);q(r,20,()=>V(n).truth.values,e=>e,(e,t)=>{var n=ru(),r=R(n,!0);B(()=>G(r,t)),W(e,n)}),A(r),A(t),W(e,t)};K(a,e=>{V(n).truth.values.length&&e(o)}),B(()=>G(i,V(n).truth.sentence)),W(e,t)};K(E,e=>{V(n).truth&&e(D)});var O=z(E,2),ee=e=>{var t=su();q(t,21,()=>V(a),([e,t])=>e,(e,t)=>{var n=N(()=>h(V(t),2));let r=()=>V(n)[0],i=()=>V(n)[1];var a=ou(),o=L(a),s=R(o,!0),c=R(z(o),!0);B(()=>{G(s,r()),G(c,i())}),W(e,a)}),A(t),W(e,t)};K(O,e=>{V(a).length&&e(ee)});var k=z(O,2),te=e=>{var t=cu(),n=R(t,!0);B(()=>G(n,V(o))),W(e,t)};K(k,e=>{V(o)&&e(te)});var ne=z(k,2),re=e=>{var t=au(),r=L(t),i=R(r),a=z(r,2),o=e=>{W(e,lu())},s=N(()=>!V(n).published.startsWith(`127.`));K(a,e=>{V(s)&&e(o)}),B(()=>G(i,`Front, −20 °C and dose are sent to whoever connects to ${V(n).published??``}.`)),W(e,t)};K(ne,e=>{V(n).published&&e(re)});var ie=z(ne,2),ae=e=>{var t=du(),n=L(t),r=z(I(n),2);Wl(z(I(r),2),{}),A(r),A(n);var i=z(n,2),a=e=>{var t=uu();B(()=>t.disabled=Os.asking),H(`click`,t,()=>Os.again()),W(e,t)};K(i,e=>{V(s)&&e(a)}),W(e,t)};K(ie,e=>{V(n).state===`following`&&e(ae)}),B(()=>{G(p,V(n).title),G(m,`, version ${V(n).version??``}`),G(_,`${V(n).source??``}${V(n).record?`, is recorded`:`, is not recorded`}${V(n).members?`, ${V(n).members} members`:``}`),G(y,V(n).sentence),w.disabled=V(n).state===`ending`,G(T,V(n).state===`following`?`Stop`:`Cancel`)}),H(`click`,w,()=>Os.stop()),W(e,c),Ye()}Rr([`click`]);var mu=U(`<p class="small level-warn" role="status">▲ The program does not answer; this page asks again.</p>`),hu=U(`<p class="small" role="status"> </p>`),gu=U(`<p class="small level-stop" role="alert"> </p>`),_u=U(`<p class="small soft"> </p>`),vu=U(`<p class="small soft">Run the case first: a run is followed.</p>`),yu=U(`<p class="small level-warn">▲ The run is of an earlier version of this case.</p>`),bu=U(`<select><option>the run as computed</option><option>another sample of what is not known</option><option>probes 1.5 mm beside the plan</option></select>`),xu=U(`<option> </option>`),Su=U(`<!> <label class="small">Seconds of the procedure in one second <select></select></label> <label class="small"> <input type="number" min="0" step="1" required=""/></label> <label class="small">Fault after 10 s <select></select></label>`,1),Cu=U(`<input/>`),wu=U(`<!> <!> <p class="small soft">Connect before the freeze begins. Nothing else is connected to, and nothing is sent unless More says so.</p>`,1),Tu=U(`<!> <form class="svelte-1g0be6v"><fieldset class="svelte-1g0be6v"><legend class="small">Source</legend> <label><input type="radio"/> Simulated scanner</label> <label><input type="radio"/> OpenIGTLink stream</label></fieldset> <!> <!> <label><input type="checkbox"/> Record</label> <button class="primary"> </button> <p class="small soft">The first time members are computed for this run: minutes.</p></form>`,1),Eu=U(`<!> <!> <!> <!>`,1),Du=U(`<div class="block"><h2>Follow a procedure</h2> <!> <!></div>`);function Ou(e,t){Je(t,!0);let n=[],r=[[``,`none`],[`stop`,`pictures stop`],[`freeze`,`the same picture again and again`],[`jump`,`time stamps jump`],[`resize`,`size of the picture changes`],[`garbage`,`bytes that are no message`],[`hang-up`,`the connection is closed`]],i={run:`Shows this very run, around which the members are spread: it tries out the page, and proves nothing about a patient.`,sample:`Tissue, contact and placement are drawn anew within their spreads: what follows has to find out. Half a minute more, once.`,beside:`The probes lie 1.5 mm to the right of the plan in the picture, as a hand may miss. Half a minute more, once.`},a=N(()=>Os.about),o=N(()=>Ts.entries),s=N(()=>Z.document?.latest_run??null);function c(e){e.preventDefault(),V(s)&&(Vs.close(),Os.begin(V(s),Ts.order))}var l=Du(),u=z(I(l),2),f=e=>{W(e,mu())};K(u,e=>{Os.connected||e(f)});var p=z(u,2),m=e=>{pu(e,{})},g=e=>{var t=Eu(),l=L(t),u=e=>{var t=hu(),n=R(t);B(()=>G(n,`Last session: ${V(a).sentence??``}`)),W(e,t)};K(l,e=>{V(a).state===`ended`&&e(u)});var f=z(l,2),p=e=>{var t=gu(),n=R(t);B(()=>G(n,`▲ ${V(a).sentence??``}`)),W(e,t)};K(f,e=>{V(a).state===`failed`&&!Ts.problem&&e(p)});var m=z(f,2);q(m,17,()=>V(a).result?.remarks??[],ai,(e,t)=>{var n=_u(),r=R(n,!0);B(()=>G(r,V(t))),W(e,n)});var g=z(m,2),_=e=>{W(e,vu())},v=e=>{var t=Tu(),a=L(t),s=e=>{W(e,yu())};K(a,e=>{Z.document?.stale&&e(s)});var l=z(a,2),u=I(l),f=z(I(u),2),p=I(f);Gi(p),p.value=p.__value=`simulated`,Te(),A(f);var m=z(f,2),g=I(m);Gi(g),g.value=g.__value=`stream`,Te(),A(m),A(u);var _=z(u,2),v=e=>{var t=Su(),n=L(t);Bl(n,{name:`truth`,label:`What is true in it`,get hint(){return i[V(o).truth]},control:(e,t=d)=>{var n=bu();Yi(n,()=>({...t()}));var r=I(n);r.value=r.__value=`run`;var i=z(r);i.value=i.__value=`sample`;var a=z(i);a.value=a.__value=`beside`,A(n),Ni(n,()=>V(o).truth,e=>V(o).truth=e),W(e,n)},$$slots:{control:!0}});var a=z(n,2),s=z(I(a));q(s,20,()=>[1,2,4,8,16],e=>e,(e,t)=>{var n=xu(),r=R(n),i={};B(()=>{G(r,`${t??``}×`),i!==(i=t)&&(n.value=(n.__value=i)??``)}),W(e,n)}),A(s),Mi(s),A(a);var c=z(a,2),l=I(c,!0),u=z(l);Gi(u),A(c);var f=z(c,2),p=z(I(f));q(p,21,()=>r,([e,t])=>e,(e,t)=>{var n=N(()=>h(V(t),2));let r=()=>V(n)[0],i=()=>V(n)[1];var a=xu(),o=R(a,!0),s={};B(()=>{G(o,i()),s!==(s=r())&&(a.value=(a.__value=s)??``)}),W(e,a)}),A(p),Mi(p),A(f),B(()=>G(l,V(o).truth===`sample`?`Seed of the sample, speckle and noise`:`Seed of its speckle and noise`)),Ni(s,()=>V(o).speed,e=>V(o).speed=e),$i(u,()=>V(o).speckle,e=>V(o).speckle=e),Ni(p,()=>V(o).fault,e=>V(o).fault=e),W(e,t)},y=e=>{var t=wu(),n=L(t);Bl(n,{name:`host`,label:`Computer`,placeholder:`127.0.0.1`,hint:`Name or address of an OpenIGTLink server, such as PLUS.`,get value(){return V(o).host},set value(e){V(o).host=e}}),Bl(z(n,2),{name:`port`,label:`Port`,hint:`18944 is that of PLUS and 3D Slicer.`,control:(e,t=d)=>{var n=Cu();Yi(n,()=>({type:`number`,min:`1`,max:`65535`,step:`1`,...t(),required:!0}),void 0,void 0,void 0,void 0,!0),$i(n,()=>V(o).port,e=>V(o).port=e),W(e,n)},$$slots:{control:!0}}),Te(2),W(e,t)};K(_,e=>{V(o).source===`simulated`?e(v):e(y,-1)});var b=z(_,2);Ql(b,{});var x=z(b,2),S=I(x);Gi(S),Te(),A(x);var C=z(x,2),w=R(C,!0);Te(2),A(l),B(()=>{C.disabled=Os.asking||!Os.connected,G(w,Os.asking?`Connecting`:`Begin`)}),Lr(`submit`,l,c),ta(n,[],p,()=>V(o).source,e=>V(o).source=e),ta(n,[],g,()=>V(o).source,e=>V(o).source=e),na(S,()=>V(o).record,e=>V(o).record=e),W(e,t)};K(g,e=>{V(s)?e(v,-1):e(_)}),W(e,t)};K(p,e=>{Os.busy?e(m):e(g,-1)}),A(l),W(e,l),Ye()}var ku=U(`<button>Silence</button>`),Au=U(`<main class="live svelte-178fjst"><section class="panel left" aria-label="Source and recordings" tabindex="0"><!> <!></section> <section class="middle svelte-178fjst" aria-label="Picture"><!> <!> <!></section> <section class="panel right" aria-label="Now and forecast" tabindex="0"><div class="sound svelte-178fjst"><button> </button> <button>Test sound</button> <!></div> <!></section> <section class="bottom svelte-178fjst" aria-label="Log of events"><!></section></main>`);function ju(e,t){Je(t,!0);let n=N(()=>Vs.recording),r=N(()=>V(n)??Os.about),i=N(()=>V(n)?Vs.moment:Os.moment),a=N(()=>Z.document?.latest_run??null);ga(()=>(Os.join(),Os.shown=!0,()=>{Vs.close(),Os.shown=!1,Os.busy||Os.leave()})),Tn(()=>{Os.busy&&Vs.close()}),Tn(()=>{Os.busy;let e=V(a);e&&Vs.refresh(e)});var o=Au(),s=I(o),c=I(s);Ou(c,{}),kl(z(c,2),{}),A(s);var l=z(s,2),u=I(l);{let e=N(()=>V(n)?V(i)?.alarms??[]:Os.alarms),t=N(()=>V(n)!==null),r=N(()=>Os.about.state===`following`);Ys(u,{get alarms(){return V(e)},get replayed(){return V(t)},get following(){return V(r)}})}var d=z(u,2);{let e=N(()=>V(n)?Vs.bitmap:Os.bitmap),t=N(()=>V(r).region??null),a=N(()=>V(r).simulated===!0),o=N(()=>V(n)!==null);wl(d,{get moment(){return V(i)},get bitmap(){return V(e)},get plane(){return V(r).plane},get region(){return V(t)},get simulated(){return V(a)},get replayed(){return V(o)}})}var f=z(d,2),p=e=>{Fl(e,{})};K(f,e=>{V(n)&&e(p)}),A(l);var m=z(l,2),h=I(m),g=I(h),_=R(g,!0),v=z(g,2),y=z(v,2),b=e=>{var t=ku();H(`click`,t,()=>wa.silence()),W(e,t)};K(y,e=>{wa.sounding&&e(b)}),A(h);var x=z(h,2);{let e=N(()=>V(r).protocol??[]),t=N(()=>V(r).not_watched??[]),n=N(()=>V(r).truth??null);Tc(x,{get moment(){return V(i)},get protocol(){return V(e)},get notWatched(){return V(t)},get truth(){return V(n)}})}A(m);var S=z(m,2),C=I(S);{let e=N(()=>V(n)?V(n).events:Os.events);$s(C,{get events(){return V(e)}})}A(S),A(o),B(()=>{J(g,`aria-pressed`,wa.on),G(_,wa.on?`Alarm sound is on`:`Alarm sound is off`)}),H(`click`,g,()=>wa.toggle()),H(`click`,v,()=>wa.test()),W(e,o),Ye()}Rr([`click`]);var Mu=U(`<p> </p>`),Nu=U(`<p class="small"> </p>`),Pu=U(`<div><div><p><strong> </strong></p> <!> <!> <!></div> <button class="quiet" aria-label="Close this notice">✕</button></div>`),Fu=U(`<div class="stack svelte-sshnvr"></div>`);function Iu(e,t){Je(t,!1);let n=({line:e,field:t})=>e?`Line ${e}${t?`, ${t}`:``}`:``;da();var r=Fu();q(r,5,()=>Qa.list,e=>e.id,(e,t)=>{var r=Pu(),i=I(r),a=I(i),o=R(I(a));A(a);var s=z(a,2),c=e=>{var n=Mu(),r=R(n,!0);B(()=>G(r,V(t).problem.remedy)),W(e,n)};K(s,e=>{V(t).problem.remedy&&e(c)});var l=z(s,2),u=e=>{var r=Nu(),i=R(r,!0);B(e=>G(i,e),[()=>n(V(t).problem)]),W(e,r)};K(l,e=>{V(t).problem.line&&e(u)}),q(z(l,2),1,()=>V(t).problem.more??[],ai,(e,t)=>{var r=Nu(),i=R(r);B(e=>G(i,`${e??``}. ${V(t).remedy??``}`),[()=>[n(V(t)),V(t).what].filter(Boolean).join(`: `)]),W(e,r)}),A(i);var d=z(i,2);A(r),B(()=>{Ti(r,1,`notice ${V(t).kind??``}`,`svelte-sshnvr`),J(r,`role`,V(t).kind===`problem`?`alert`:`status`),G(o,`${V(t).kind===`problem`?`▲ `:``}${V(t).problem.what??``}`)}),H(`click`,d,()=>Qa.close(V(t).id)),W(e,r)}),A(r),W(e,r),Ye()}Rr([`click`]);function Lu(e){let t=new Date(e);return Number.isNaN(t.getTime())?e:t.toLocaleString(void 0,{dateStyle:`medium`,timeStyle:`short`})}var Ru=U(`<li><button type="button" class="quiet small svelte-310q62"> </button></li>`),zu=U(`<label class="svelte-310q62">Limb <select><option>Whole limb</option><option>Stump with a neuroma</option></select></label> <label class="svelte-310q62">Side <select><option>Left</option><option>Right</option></select></label> <label class="svelte-310q62">Age, years <input type="number" min="0" max="110" placeholder="adult"/></label>`,1),Bu=U(`<option> </option>`),Vu=U(`<label class="svelte-310q62">Nerve <select></select></label> <label class="svelte-310q62">Depth below the skin, mm <input type="number" min="0.5" max="120" step="0.5"/></label> <label class="svelte-310q62">Area of its section, mm² <input type="number" min="0.5" max="120" step="0.5"/></label> <p class="small soft">Left empty, a value is drawn from published measurements and marked as unknown. Measure it with ultrasound.</p>`,1),Hu=U(`<label class="svelte-310q62">Device <select></select></label> <label class="svelte-310q62">Placements <select><option>One</option><option>Two levels</option></select></label>`,1),Uu=U(`<p class="small soft"> </p>`),Wu=U(`<label class="svelte-310q62">Console, °C <input type="number" min="-196" max="-10" required=""/></label> <label class="svelte-310q62">Freeze, s <input type="number" min="10" max="1200" step="10" required=""/></label> <label class="svelte-310q62">Thaw, s <input type="number" min="10" max="1200" step="10" required=""/></label> <label class="svelte-310q62">Cycles <input type="number" min="1" max="6" required=""/></label> <!>`,1),Gu=U(`<label class="svelte-310q62">Length of nerve to cover below −20 °C, mm <input type="number" min="1" max="100" required=""/></label> <p class="small soft">Limits of skin and other structures come from the tables and can be changed afterwards. Everything assumed is listed.</p>`,1),Ku=U(`<button type="button">Build with defaults</button> <button class="primary">Next</button>`,1),qu=U(`<button class="primary">Build the case</button>`),Ju=U(`<form class="svelte-310q62"><ol class="svelte-310q62"></ol> <!> <div class="row svelte-310q62"><button type="button">Back</button> <!></div></form>`);function Yu(e,t){Je(t,!0);let n=[`Patient`,`Nerve`,`Probe`,`Protocol`,`Goal`],r=P(null),i=P(0),a=tn({kind:`limb`,nerve:``,side:`left`,device:`cryo-s-a13`,placements:2,freeze_s:120,thaw_s:120,cycles:2,temperature_degC:-80,goal_length_mm:10}),o=P(null),s=P(null),c=P(null),l=N(()=>(V(r)?.nerves??[]).map(e=>typeof e==`string`?{name:e,drawn:!0}:e).filter(e=>e.drawn!==!1)),u=N(()=>V(l).find(e=>e.name===a.nerve)??null);ga(async()=>{try{F(r,await Fa.catalogue()),a.nerve=V(l).find(e=>e.name===`tibial`)?.name??V(l)[0]?.name??``,V(r).devices.some(e=>e.name===a.device)||(a.device=V(r).devices[0]?.name??``)}catch(e){Qa.problem(e)}});let d=(e,t)=>e?`about ${e.toFixed(0)} ${t}`:`typical adult value`;async function f(){let e={...We(a)};V(o)!==null&&(e.age_years=V(o)),V(s)!==null&&(e.nerve_depth_mm=V(s)),V(c)!==null&&(e.nerve_area_mm2=V(c)),await Z.create({build:e})}let p;function m(e){p.reportValidity()&&F(i,e,!0)}let h=N(()=>{let e=[a.cycles,a.freeze_s,a.thaw_s],[t,n,r]=e.every(e=>Number.isFinite(e))?e:[];return t===void 0?null:t*(n+r)});function g(e){e.preventDefault(),V(i)<n.length-1?F(i,V(i)+1):f()}var _=Ju(),v=I(_);q(v,22,()=>n,e=>e,(e,t,n)=>{var r=Ru(),a=I(r),o=R(a);A(r),B(()=>{J(a,`aria-current`,V(n)===V(i)?`step`:void 0),G(o,`${V(n)+1}. ${t??``}`)}),H(`click`,a,()=>m(V(n))),W(e,r)}),A(v);var y=z(v,2),b=e=>{var t=zu(),n=L(t),r=z(I(n)),i=I(r);i.value=i.__value=`limb`;var s=z(i);s.value=s.__value=`stump`,A(r),Mi(r),A(n);var c=z(n,2),l=z(I(c)),u=I(l);u.value=u.__value=`left`;var d=z(u);d.value=d.__value=`right`,A(l),Mi(l),A(c);var f=z(c,2),p=z(I(f));Gi(p),A(f),Ni(r,()=>a.kind,e=>a.kind=e),Ni(l,()=>a.side,e=>a.side=e),$i(p,()=>V(o),e=>F(o,e)),W(e,t)},x=e=>{var t=Vu(),n=L(t),r=z(I(n));q(r,21,()=>V(l),e=>e.name,(e,t)=>{var n=Bu(),r=R(n,!0),i={};B(()=>{G(r,V(t).name),i!==(i=V(t).name)&&(n.value=(n.__value=i)??``)}),W(e,n)}),A(r),Mi(r),A(n);var i=z(n,2),o=z(I(i));Gi(o),A(i);var f=z(i,2),p=z(I(f));Gi(p),A(f),Te(2),B((e,t)=>{J(o,`placeholder`,e),J(p,`placeholder`,t)},[()=>d(V(u)?.depth_mm,`mm`),()=>d(V(u)?.area_mm2,`mm²`)]),Ni(r,()=>a.nerve,e=>a.nerve=e),$i(o,()=>V(s),e=>F(s,e)),$i(p,()=>V(c),e=>F(c,e)),W(e,t)},S=e=>{var t=Hu(),n=L(t),i=z(I(n));q(i,21,()=>V(r)?.devices??[],e=>e.name,(e,t)=>{var n=Bu(),r=R(n,!0),i={};B(()=>{G(r,V(t).title),i!==(i=V(t).name)&&(n.value=(n.__value=i)??``)}),W(e,n)}),A(i),Mi(i),A(n);var o=z(n,2),s=z(I(o)),c=I(s);c.value=c.__value=1;var l=z(c);l.value=l.__value=2,A(s),Mi(s),A(o),Ni(i,()=>a.device,e=>a.device=e),Ni(s,()=>a.placements,e=>a.placements=e),W(e,t)},C=e=>{var t=Wu(),n=L(t),r=z(I(n));Gi(r),A(n);var i=z(n,2),o=z(I(i));Gi(o),A(i);var s=z(i,2),c=z(I(s));Gi(c),A(s);var l=z(s,2),u=z(I(l));Gi(u),A(l);var d=z(l,2),f=e=>{var t=Uu(),n=R(t);B(e=>G(n,`In all ${e??``} min.`),[()=>co(V(h))]),W(e,t)};K(d,e=>{V(h)!==null&&e(f)}),$i(r,()=>a.temperature_degC,e=>a.temperature_degC=e),$i(o,()=>a.freeze_s,e=>a.freeze_s=e),$i(c,()=>a.thaw_s,e=>a.thaw_s=e),$i(u,()=>a.cycles,e=>a.cycles=e),W(e,t)},w=e=>{var t=Gu(),n=L(t),r=z(I(n));Gi(r),A(n),Te(2),$i(r,()=>a.goal_length_mm,e=>a.goal_length_mm=e),W(e,t)};K(y,e=>{V(i)===0?e(b):V(i)===1?e(x,1):V(i)===2?e(S,2):V(i)===3?e(C,3):e(w,-1)});var T=z(y,2),E=I(T),D=z(E,2),O=e=>{var t=Ku(),n=L(t);Te(2),B(()=>n.disabled=!a.nerve||Z.opening),H(`click`,n,()=>p.reportValidity()&&f()),W(e,t)},ee=e=>{var t=qu();B(()=>t.disabled=!a.nerve||Z.opening),W(e,t)};K(D,e=>{V(i)<n.length-1?e(O):e(ee,-1)}),A(T),A(_),la(_,e=>p=e,()=>p),B(()=>E.disabled=V(i)===0),Lr(`submit`,_,g),H(`click`,E,()=>m(V(i)-1)),W(e,_),Ye()}Rr([`click`]);var Xu=U(`<div class="row svelte-22cpex"><button class="wide svelte-22cpex"><strong> </strong><span class="small soft"> </span></button> <button class="quiet">✕</button></div>`),Zu=U(`<p class="soft"> </p>`),Qu=U(`<button class="wide svelte-22cpex"><strong> </strong><span class="small soft"> </span></button>`),$u=U(`<main class="svelte-22cpex"><p class="lead svelte-22cpex"> </p> <p class="how svelte-22cpex">Open or build a case, drag its probes, run it: the page shows what the ice reaches and what it spares, and says how far that can be trusted.</p> <div class="columns svelte-22cpex"><section class="svelte-22cpex"><h2>Continue</h2> <!></section> <section class="svelte-22cpex"><h2>Bundled cases</h2> <!> <h2>A file of yours</h2> <label class="button file svelte-22cpex">Open a case file (YAML) <input class="spoken" type="file" accept=".yaml,.yml,text/yaml"/></label></section> <section class="svelte-22cpex"><h2>Build a case</h2> <!></section></div></main>`);function ed(e,t){Je(t,!0);let n=P([]),r=P([]),i=P(!0);ga(async()=>{try{await(async e=>{var t=h(e,2);F(n,t[0]),F(r,t[1])})(await Promise.all([Fa.cases(),Fa.documents()]))}catch(e){Qa.problem(e)}F(i,!1)});async function a(e){let t=e.currentTarget,n=t.files?.[0];if(t.value=``,n){if(n.size>2**20)return Qa.problem(Error(`A case file is a short text. This file is larger than 1 MB.`));await Z.create({yaml:await n.text(),name:n.name.replace(/\.ya?ml$/i,``)})}}async function o(e){if(confirm(`Remove "${e.title}"? This cannot be undone.`))try{await Fa.remove(e.id),F(r,V(r).filter(t=>t.id!==e.id))}catch(e){Qa.problem(e)}}var s=$u(),c=I(s),l=R(c,!0),u=z(c,4),d=I(u);q(z(I(d),2),17,()=>V(r),e=>e.id,(e,t)=>{var n=Xu(),r=I(n),i=I(r),a=R(i,!0),s=R(z(i),!0);A(r);var c=z(r,2);A(n),B(e=>{r.disabled=Z.opening,G(a,V(t).title),G(s,e),J(c,`aria-label`,`Remove ${V(t).title??``}`)},[()=>Lu(V(t).changed)]),H(`click`,r,()=>Z.open(V(t).id)),H(`click`,c,()=>o(V(t))),W(e,n)},e=>{var t=Zu(),n=R(t,!0);B(()=>G(n,V(i)?`Reading what is kept here.`:`Cases you open or build are kept here, with every edit.`)),W(e,t)}),A(d);var f=z(d,2),p=z(I(f),2);q(p,17,()=>V(n),e=>e.name,(e,t)=>{var n=Qu(),r=I(n),i=R(r,!0),a=R(z(r),!0);A(n),B(()=>{n.disabled=Z.opening,G(i,V(t).title),G(a,V(t).name)}),H(`click`,n,()=>Z.create({bundled:V(t).name})),W(e,n)},e=>{var t=Zu(),n=R(t,!0);B(()=>G(n,V(i)?`Reading the cases.`:`There are none.`)),W(e,t)});var m=z(p,4),g=z(I(m));A(m),A(f);var _=z(f,2);Yu(z(I(_),2),{}),A(_),A(u),A(s),B(()=>{G(l,Z.about?.notice??`Research use only.`),J(u,`aria-busy`,Z.opening)}),H(`change`,g,a),W(e,s),Ye()}Rr([`click`,`change`]);var td=new class{#e=P(`dark`);get now(){return V(this.#e)}set now(e){F(this.#e,e,!0)}begin(){let e=matchMedia(`(prefers-color-scheme: light)`),t=localStorage.getItem(`cryonerve.theme`),n=()=>this.#t(e.matches?`light`:`dark`);t===`light`||t===`dark`?this.#t(t):n(),e.addEventListener(`change`,()=>!localStorage.getItem(`cryonerve.theme`)&&n())}toggle(){this.#t(this.now===`dark`?`light`:`dark`),localStorage.setItem(`cryonerve.theme`,this.now)}#t(e){this.now=e,document.documentElement.dataset.theme=e}},nd=e=>e<1e6?`${Math.max(1,Math.round(e/1e3))} kB`:`${(e/1e6).toFixed(1)} MB`,rd=U(`<a class="button svelte-1v6eskt">Case file (YAML)</a>`),id=U(`<p class="small level-warn">▲ The run is of an earlier version of this case.</p>`),ad=U(`<a class="button svelte-1v6eskt" target="_blank" rel="noopener">Report (PDF)</a>`),od=U(`<a class="button svelte-1v6eskt" target="_blank" rel="noopener">Report (page)</a>`),sd=U(`<label class="svelte-1v6eskt"><input type="checkbox"/> <span> </span></label>`),cd=U(`<p class="small" role="status"> <a download="" class="svelte-1v6eskt">Save it again</a></p>`),ld=U(`<p class="small soft folder svelte-1v6eskt"> </p>`),ud=U(`<li><a download="" class="svelte-1v6eskt"> </a> <span class="soft small"> </span></li>`),dd=U(`<details><summary> </summary> <!> <ul class="points"></ul></details>`),fd=U(`<!> <button class="primary"> </button> <!> <!> <fieldset class="svelte-1v6eskt"><legend class="svelte-1v6eskt">Take from the run</legend> <!> <p class="small soft"><!> <!></p> <button> </button> <!></fieldset> <!>`,1),pd=U(`<p class="small soft">A report needs a run. Press Run first.</p>`),md=U(`<details class="menu svelte-1v6eskt"><summary class="button svelte-1v6eskt">Report and export</summary> <div class="sheet svelte-1v6eskt"><!> <!></div></details>`);function hd(e,t){Je(t,!0);let n=N(()=>Z.document),r=N(()=>V(n)?.latest_run??null),i=P(!1),a;function o(e){e.key===`Escape`&&V(i)&&(F(i,!1),a.querySelector(`summary`).focus())}let s=P([]),c=e=>As.list.some(t=>t.of===e&&(t.state===`running`||t.state===`waiting`)),l=N(()=>c(`report`)),u=N(()=>c(`export`)),d=N(()=>Y.shownIndex===`nadir`?null:Y.run?.times_s[Y.shownIndex]??null),f=N(()=>V(s).some(e=>e.name===`report.html`));async function p(){if(V(i)&&V(r))try{F(s,await Fa.files(V(r)))}catch(e){Qa.problem(e)}}Tn(()=>{V(i),As.reportReady,Ms.ready,V(r),V(i)&&Ms.load(),p()});let m=e=>V(s).some(t=>t.name===e);var h=md();Lr(`pointerdown`,an,e=>V(i)&&!a.contains(e.target)&&F(i,!1)),Lr(`keydown`,an,o);var g=z(I(h),2),_=I(g),v=e=>{var t=rd();B(e=>{J(t,`href`,e),J(t,`download`,`${V(n).name??``}.yaml`)},[()=>Fa.caseUrl(V(n).id)]),W(e,t)};K(_,e=>{V(n)&&e(v)});var y=z(_,2),b=e=>{var t=fd(),i=L(t),a=e=>{W(e,id())};K(i,e=>{V(n)?.stale&&e(a)});var o=z(i,2),c=R(o,!0),p=z(o,2),h=e=>{var t=ad();B(e=>J(t,`href`,e),[()=>Fa.reportUrl(V(r),`pdf`)]),W(e,t)},g=N(()=>m(`report.pdf`));K(p,e=>{V(g)&&e(h)});var _=z(p,2),v=e=>{var t=od();B(e=>J(t,`href`,e),[()=>Fa.reportUrl(V(r),`html`)]),W(e,t)},y=N(()=>m(`report.html`));K(_,e=>{V(y)&&e(v)});var b=z(_,2),x=z(I(b),2);q(x,17,()=>Ms.parts,e=>e.name,(e,t)=>{var n=sd(),r=I(n);Gi(r);var i=R(z(r,2),!0);A(n),B(()=>G(i,V(t).title)),na(r,()=>Ms.chosen[V(t).name],e=>Ms.chosen[V(t).name]=e),W(e,n)});var S=z(x,2),C=I(S),w=e=>{var t=Jr();B(e=>G(t,`Temperatures: the coldest of the whole protocol${e??``}.`),[()=>V(d)===null?``:`, and those at ${co(V(d))} min, the moment shown`]),W(e,t)};K(C,e=>{Ms.chosen.temperature&&e(w)});var T=z(C,2),E=e=>{W(e,Jr(`The report is written first; that takes a minute or more.`))};K(T,e=>{(Ms.chosen.report||Ms.chosen.figures)&&!V(f)&&e(E)}),A(S);var D=z(S,2),O=R(D,!0),ee=z(D,2),k=e=>{var t=cd(),n=I(t),r=z(n);A(t),B(e=>{G(n,`${Ms.ready.sentence??``} `),J(r,`href`,e)},[()=>Fa.archiveUrl(Ms.ready.run,Ms.ready.archive)]),W(e,t)};K(ee,e=>{Ms.ready&&Ms.ready.run===V(r)&&e(k)}),A(b);var te=z(b,2),ne=e=>{var t=dd(),n=I(t),i=R(n),a=z(n,2),o=e=>{var t=ld(),n=R(t);B(()=>G(n,`They lie in ${Y.run?.folder??``}, which every command takes.`)),W(e,t)};K(a,e=>{Y.run?.id===V(r)&&e(o)});var c=z(a,2);q(c,21,()=>V(s),e=>e.name,(e,t)=>{var n=ud(),i=I(n),a=R(i,!0),o=R(z(i,2),!0);A(n),B((e,n)=>{J(i,`href`,e),G(a,V(t).name),G(o,n)},[()=>Fa.fileUrl(V(r),V(t).name),()=>nd(V(t).bytes)]),W(e,n)}),A(c),A(t),B(()=>G(i,`Single files of the run (${V(s).length??``})`)),W(e,t)};K(te,e=>{V(s).length&&e(ne)}),B(()=>{o.disabled=V(l),G(c,V(l)?`The report is being written`:V(f)?`Write the report again`:`Write the report`),D.disabled=V(u)||Ms.names.length===0,G(O,V(u)?`Packing`:`Save as one archive (ZIP)`)}),H(`click`,o,()=>V(r)&&As.begin(`report`,()=>Fa.report(V(r)),V(r))),H(`click`,D,()=>V(r)&&Ms.pack(V(r),V(d))),W(e,t)},x=e=>{W(e,pd())};K(y,e=>{V(r)?e(b):e(x,-1)}),A(g),A(h),la(h,e=>a=e,()=>a),ua(`open`,`toggle`,h,e=>F(i,e),()=>V(i)),W(e,h),Ye()}Rr([`click`]);var gd=U(`<span class="dot svelte-751a44"> </span>`),_d=U(`<div class="pages svelte-751a44" role="group" aria-label="Page"><button title="Plan, run and read">Case</button> <button>Live<!></button></div>`),vd=U(`<button class="quiet">← Cases</button> <p class="title svelte-751a44"> </p> <!>`,1),yd=U(`<p class="soft small saved svelte-751a44" role="status"> </p> <button aria-label="Undo"><span aria-hidden="true">↶</span> <span class="word svelte-751a44">Undo</span></button> <button aria-label="Redo"><span aria-hidden="true">↷</span> <span class="word svelte-751a44">Redo</span></button> <button title="Distances and angles on slices (M)">Measure</button>`,1),bd=U(`<p class="lost svelte-751a44" role="alert"> <button>Try now</button></p>`),xd=U(`<div><header class="svelte-751a44"><h1 class="svelte-751a44">CryoNerve</h1> <!> <p class="research svelte-751a44">Research use only</p> <span class="room svelte-751a44"></span> <!> <button title="Keys and mouse (?)">Keys</button> <button> </button> <!></header> <!></div>`);function Sd(e,t){Je(t,!0);let n=N(()=>Z.document),r=N(()=>Z.page===`live`);var i=xd(),a=I(i),o=z(I(a),2),s=e=>{var t=vd(),i=L(t),a=z(i,2),o=R(a,!0),s=z(a,2),c=e=>{var t=_d(),n=I(t),i=z(n,2),a=z(I(i)),o=e=>{var t=gd(),n=R(t,!0);B(()=>G(n,Os.alarms.length?`▲ ${Os.alarms.length}`:`● on`)),W(e,t)};K(a,e=>{Os.busy&&e(o)}),A(i),A(t),B(()=>{J(n,`aria-pressed`,!V(r)),J(i,`aria-pressed`,V(r)),J(i,`title`,Os.busy?`A session is under way, alarms: ${Os.alarms.length}`:`Follow a procedure`)}),H(`click`,n,()=>Z.show(`bench`)),H(`click`,i,()=>Z.show(`live`)),W(e,t)};K(s,e=>{(V(n).latest_run||Z.page===`live`)&&e(c)}),B(()=>{J(a,`title`,V(n).title),G(o,V(n).title)}),H(`click`,i,()=>Z.leave()),W(e,t)};K(o,e=>{V(n)&&e(s)});var c=z(o,2),l=z(c,4),u=e=>{var t=Yr(),i=L(t),a=e=>{var t=yd(),r=L(t),i=R(r,!0),a=z(r,2),o=z(a,2),s=z(o,2);B(()=>{G(i,Z.saving?`Saving`:Z.connected?`Saved`:`Not connected`),a.disabled=!V(n).undo,J(a,`title`,V(n).undo?`Undo: ${V(n).undo} (Ctrl+Z)`:`Nothing to undo`),o.disabled=!V(n).redo,J(o,`title`,V(n).redo?`Redo: ${V(n).redo} (Ctrl+Y)`:`Nothing to redo`),J(s,`aria-pressed`,eo.mode!==`off`)}),H(`click`,a,()=>Z.undo()),H(`click`,o,()=>Z.redo()),H(`click`,s,()=>eo.set(eo.mode===`off`?`distance`:`off`)),W(e,t)};K(i,e=>{V(r)||e(a)}),W(e,t)};K(l,e=>{V(n)&&e(u)});var d=z(l,2),f=z(d,2),p=R(f,!0),m=z(f,2),h=e=>{hd(e,{})};K(m,e=>{V(n)&&e(h)}),A(a);var g=z(a,2),_=e=>{var t=bd(),n=I(t),r=z(n);A(t),B(()=>G(n,`${(Z.barred||`The program does not answer; this page asks again and again. Every edit until now is saved. If it was ended, start it again: this page comes back, or open the address that it prints.`)??``} `)),H(`click`,r,()=>Z.live?.retry()),W(e,t)};K(g,e=>{!Z.connected&&V(n)&&e(_)}),A(i),B(()=>{J(c,`title`,Z.about?.notice??``),J(f,`aria-label`,`Use the ${td.now===`dark`?`light`:`dark`} theme`),G(p,td.now===`dark`?`Light`:`Dark`)}),H(`click`,d,function(...e){t.showKeys?.apply(this,e)}),H(`click`,f,()=>td.toggle()),W(e,i),Ye()}Rr([`click`]);var Cd=[{key:`p5`,percent:5,width:1.4,dash:[6,4],rank:2},{key:`p50`,percent:50,width:2.6,dash:[],rank:0},{key:`p95`,percent:95,width:1.4,dash:[],rank:1}];function wd(e,t,n){let r=`below ${cc(t,0)}`;return e===null||e<.005?`${r} in none of ${n} samples`:e>99.995?`${r} in all of ${n} samples`:`${r} in ${e<1?`<1`:e>99?`>99`:Math.round(e)} % of ${n} samples`}var Td=new class{#e=P(null);get told(){return V(this.#e)}set told(e){F(this.#e,e)}#t=P(!1);get on(){return V(this.#t)}set on(e){F(this.#t,e,!0)}#n=P(-20);get limit(){return V(this.#n)}set limit(e){F(this.#n,e,!0)}#r=P(null);get fields(){return V(this.#r)}set fields(e){F(this.#r,e)}#i=P(null);get share(){return V(this.#i)}set share(e){F(this.#i,e)}#a=N(()=>this.told!==null&&Z.document!==null&&this.told.yaml!==Z.document.yaml);get stale(){return V(this.#a)}set stale(e){F(this.#a,e)}#o=N(()=>this.on&&!this.stale&&this.fields!==null);get shown(){return V(this.#o)}set shown(e){F(this.#o,e)}#s=N(()=>{let e=tc.indexOf(this.limit),t=this.shown?this.fields:null;return t?[t.inner[e],t.outer[e]]:[]});get shells(){return V(this.#s)}set shells(e){F(this.#s,e)}expected=!1;#c=0;async open(e){let t=++this.#c;if(this.told=this.fields=this.share=null,e!==null)try{let n=await Fa.bands(e),r=async(t,r)=>oo({frame:await Fa.band(e,t),grid:n.grid,coarse:!1,surfaces:r}),[i,a,o]=await Promise.all([r(`p5`,!0),r(`p50`,!1),r(`p95`,!0)]);if(t!==this.#c)return;this.fields={p5:i.field,p50:a.field,p95:o.field,outer:i.surfaces,inner:o.surfaces},this.told=n,this.expected&&(this.on=!0),this.expected=!1,await this.choose(this.limit)}catch(e){t===this.#c&&Qa.problem(e)}}async choose(e){this.limit=e,this.share=null;let[t,n]=[this.told,this.#c];if(t)try{let{field:r}=await oo({frame:await Fa.band(t.run,`below${e}`),grid:t.grid,coarse:!1,surfaces:!1});n===this.#c&&this.limit===e&&(this.share=r)}catch(e){n===this.#c&&Qa.problem(e)}}reading(e){return!this.shown||!this.share||!this.told?``:wd(bo(this.share,e),this.limit,this.told.samples)}};async function Ed(e,t,n){let r=e.value;await t(r),e.value===r&&(e.value=String(n()))}function Dd(e){let t=Number(e.replace(`−`,`-`));return e.trim()&&Number.isFinite(t)?t:null}var Od=U(`<p class="small soft"> </p>`),kd=U(`<li><label class="svelte-53o3u8"><span class="small"><span aria-hidden="true"> </span> <span class="soft"> </span></span> <input placeholder="unknown"/></label> <!></li>`),Ad=U(`<details><summary class="small"> </summary> <ul class="svelte-53o3u8"></ul></details>`),jd=U(`<div class="block svelte-53o3u8"><h2>Assumptions</h2> <p class="small soft"> </p> <ul class="svelte-53o3u8"></ul> <!></div>`);function Md(e,t){Je(t,!0);let n=(e,t=d)=>{var n=kd(),i=I(n),a=I(i),o=I(a),l=R(o,!0),u=z(o),f=R(z(u));A(a);var p=z(a,2);Gi(p),A(i);var m=z(i,2),h=e=>{var n=Od(),r=R(n,!0);B(e=>G(r,e),[()=>[t().why,t().source&&t().source!==`assumed`?`[${t().source}]`:``].filter(Boolean).join(` `)]),W(e,n)};K(m,e=>{(t().why||t().source)&&e(h)}),A(n),B(()=>{G(l,r[t().standing]),G(u,` ${t().label??``} `),G(f,`(${t().standing??``})`),Ki(p,t().text)}),H(`change`,p,e=>Ed(e.currentTarget,e=>s(t(),e),()=>c(t().path))),W(e,n)},r={stated:`●`,assumed:`◐`,unknown:`○`},i=N(()=>Z.document?.assumptions??[]),a=N(()=>V(i).filter(e=>e.standing!==`stated`)),o=N(()=>V(i).filter(e=>e.standing===`stated`));async function s(e,t){return!t.trim()||t.trim()===e.text?!1:Z.edit({kind:`set_value`,path:e.path,text:t.trim(),standing:`stated`})}let c=e=>V(i).find(t=>t.path===e)?.text??``;var l=jd(),u=z(I(l),2),f=R(u),p=z(u,2);q(p,21,()=>V(a),e=>e.path,(e,t)=>{n(e,()=>V(t))}),A(p);var m=z(p,2),h=e=>{var t=Ad(),r=I(t),i=R(r),a=z(r,2);q(a,21,()=>V(o),e=>e.path,(e,t)=>{n(e,()=>V(t))}),A(a),A(t),B(()=>G(i,`${V(o).length??``} stated values`)),W(e,t)};K(m,e=>{V(o).length&&e(h)}),A(l),B(()=>G(f,`${V(a).length??``} of ${V(i).length??``} values are assumed or unknown. What you enter counts as stated.`)),W(e,l),Ye()}Rr([`change`]);function Nd(e,t){let n=[...t],r=e=>{let t=n.findIndex(t=>t.label===e);return t<0?null:n.splice(t,1)[0]};return[...e.map(e=>({label:e.label,first:e,second:r(e.label)})),...n.map(e=>({label:e.label,first:null,second:e}))]}var Pd=U(`<option> </option>`),Fd=U(`<li> </li>`),Id=U(`<p class="small"> </p> <ul class="small points"></ul>`,1),Ld=U(`<tr><th scope="row"> </th><td> </td><td> <br/><span> </span></td></tr>`),Rd=U(`<p class="small soft"> </p>`),zd=U(`<p class="first svelte-j6292v"> </p> <!> <table class="rows small numbers"><thead><tr><th scope="col">At the end</th><th scope="col"> </th><th scope="col"> </th></tr></thead><tbody></tbody></table> <!> <p class="small soft">Research use only. Not a prognosis.</p>`,1),Bd=U(`<button> </button>`),Vd=U(`<br/><span class="soft"> </span>`,1),Hd=U(`<td> <!></td>`),Ud=U(`<tr><th scope="row"> </th><!></tr>`),Wd=U(`<!> <details><summary class="small">Every number of both</summary> <table class="rows small numbers"><thead><tr><th scope="col">At the end</th><th scope="col"> </th><th scope="col"> </th></tr></thead><tbody></tbody></table></details> <p class="small"><strong> </strong> </p> <button>Stop comparing</button>`,1),Gd=U(`<label class="small"> <select><option>Nothing</option><!></select></label> <!>`,1),Kd=U(`<p class="small soft">After a second run of this case, two can be seen side by side at the same time.</p>`),qd=U(`<div class="block"><h2>Compare two runs</h2> <!></div>`);function Jd(e,t){Je(t,!0);let n=N(()=>Y.run),r=N(()=>$o.runs.filter(e=>e.id!==V(n)?.id)),i=N(()=>V(n)&&$o.run?Nd($o.run.summary.rows,V(n).summary.rows):[]);Tn(()=>{let e=Z.document?.id;V(n)?.id,e&&Sr(()=>void $o.list(e))}),Tn(()=>{let[e,t]=[Y.time,Y.nadir];$o.run,Sr(()=>$o.follow(e,t))});let a=N(()=>As.compared&&As.compared.run===$o.run?.id&&As.compared.other===V(n)?.id?As.compared:null),o=N(()=>As.current?.of===`compare`);function s(){let[e,t]=[$o.run?.id,V(n)?.id];e&&t&&As.begin(`compare`,()=>Fa.compare(e,t))}let c={better:`✓ better`,worse:`▲ worse`,same:`= same`};var l=qd(),u=z(I(l),2),d=e=>{var t=Gd(),l=L(t),u=I(l),d=z(u),f=I(d);f.value=f.__value=``,q(z(f),17,()=>V(r),e=>e.id,(e,t)=>{var n=Pd(),r=R(n),i={};B(e=>{G(r,`Version ${V(t).version??``}, run at ${e??``}`),i!==(i=V(t).id)&&(n.value=(n.__value=i)??``)},[()=>Lu(V(t).began)]),W(e,n)}),A(d);var p;Mi(d),A(l);var m=z(l,2),h=e=>{var t=Wd(),r=L(t),l=e=>{var t=zd(),r=L(t),i=R(r,!0),o=z(r,2),s=e=>{var t=Id(),r=L(t),i=R(r),o=z(r,2);q(o,21,()=>V(a).changes,ai,(e,t)=>{var n=Fd(),r=R(n,!0);B(()=>G(r,V(t))),W(e,n)}),A(o),B(()=>G(i,`Version ${V(n).version??``} differs from version ${$o.run.version??``}:`)),W(e,t)};K(o,e=>{V(a).changes.length&&e(s)});var l=z(o,2),u=I(l),d=I(u),f=z(I(d)),p=R(f),m=R(z(f));A(d),A(u);var h=z(u);q(h,21,()=>V(a).rows,ai,(e,t)=>{var n=Ld();let r;var i=I(n),a=R(i,!0),o=z(i),s=R(o,!0),l=z(o),u=I(l,!0),d=z(u,2),f=R(d,!0);A(l),A(n),B(e=>{r=Ti(n,1,`svelte-j6292v`,null,r,{same:V(t).word===`same`}),G(a,V(t).title),G(s,V(t).first),G(u,V(t).second),Ti(d,1,yi(V(t).word===`worse`?`level-warn`:V(t).word===`better`?`level-ok`:`soft`)),G(f,e)},[()=>[V(t).change,c[V(t).word]??``].filter(Boolean).join(`, `)]),W(e,n)}),A(h),A(l),q(z(l,2),17,()=>V(a).remarks,ai,(e,t)=>{var n=Rd(),r=R(n,!0);B(()=>G(r,V(t))),W(e,n)}),Te(2),B(()=>{G(i,V(a).sentence),G(p,`Version ${$o.run.version??``}`),G(m,`Version ${V(n).version??``}`)}),W(e,t)},u=e=>{var t=Bd(),n=R(t,!0);B(()=>{t.disabled=V(o),G(n,V(o)?`Both runs are being compared`:`What is better, what is worse?`)}),H(`click`,t,s),W(e,t)};K(r,e=>{V(a)?e(l):e(u,-1)});var d=z(r,2),f=z(I(d),2),p=I(f),m=I(p),h=z(I(m)),g=R(h),_=R(z(h));A(m),A(p);var v=z(p);q(v,21,()=>V(i),ai,(e,t)=>{var n=Ud();let r;var i=I(n),a=R(i,!0);q(z(i),17,()=>[V(t).first,V(t).second],ai,(e,t)=>{var n=Hd(),r=I(n,!0),i=z(r),a=e=>{var n=Vd(),r=R(z(L(n)),!0);B(()=>G(r,V(t).band)),W(e,n)};K(i,e=>{V(t)?.band&&e(a)}),A(n),B(()=>G(r,V(t)?.value??`not there`)),W(e,n)}),A(n),B(()=>{r=Ti(n,1,`svelte-j6292v`,null,r,{same:V(t).first?.value===V(t).second?.value}),G(a,V(t).label)}),W(e,n)}),A(v),A(f),A(d);var y=z(d,2),b=I(y),x=R(b),S=z(b);A(y);var C=z(y,2);B(()=>{d.open=!V(a),G(g,`Version ${$o.run.version??``}`),G(_,`Version ${V(n).version??``}`),G(x,`Version ${$o.run.version??``}:`),G(S,` ${$o.run.first_sentence??``}`)}),H(`click`,C,()=>$o.choose(null)),W(e,t)};K(m,e=>{$o.run&&e(h)}),B(()=>{G(u,`Beside the run shown (version ${V(n).version??``}) `),p!==(p=$o.run?.id??``)&&(d.value=(d.__value=p)??``,ji(d,p))}),H(`change`,d,e=>$o.choose(e.currentTarget.value||null)),W(e,t)},f=e=>{W(e,Kd())};K(u,e=>{V(n)&&V(r).length?e(d):e(f,-1)}),A(l),W(e,l),Ye()}Rr([`change`,`click`]);var Yd=U(`<li class="svelte-giygns"><svg width="34" height="14" aria-hidden="true"><rect width="34" height="14" rx="3" fill="#10161d"></rect><rect width="34" height="7" y="7"></rect><line x1="2" x2="32" y1="7" y2="7"></line></svg> </li>`),Xd=U(`<li class="svelte-giygns">of samples</li>`),Zd=U(`<ul class="legend small svelte-giygns"><!> <!></ul>`);function Qd(e,t){Je(t,!0);let n=ha(t,`short`,3,!1),r=N(()=>ec.find(({level:e})=>e===Td.limit)?.colour??`#ffffff`),i={5:.26,50:.26,95:.6};var a=Zd(),o=I(a);q(o,19,()=>[...Cd].reverse(),({percent:e,width:t,dash:n})=>e,(e,t,a)=>{let o=()=>V(t).percent,s=()=>V(t).width,c=()=>V(t).dash;var l=Yd(),u=I(l),d=z(I(u)),f=z(d);A(u);var p=z(u);A(l),B(e=>{J(d,`fill`,V(r)),J(d,`opacity`,i[o()]),J(f,`stroke`,V(r)),J(f,`stroke-width`,s()),J(f,`stroke-dasharray`,e),G(p,` ${V(a)===0&&!n()?`in `:``}${o()??``} %`)},[()=>c().join(` `)]),W(e,l)});var s=z(o,2),c=e=>{W(e,Xd())};K(s,e=>{n()||e(c)}),A(a),W(e,a),Ye()}var $d=U(`<p class="badge"> </p>`),ef=U(`<p class="badge warn"> </p>`),tf=U(`<p class="badge warn"> </p> <!>`,1),nf=U(`<p class="badge">Touches the nerve (snapped; hold Alt to move freely)</p>`),rf=U(`<p class="badge warn">▲ Stale: this result is of an earlier version of the case</p>`),af=U(`<p class="badge faint">3D is coarser while something moves</p>`),of=U(`<div class="badge"> <!></div>`),sf=U(`<p class="badge">The coldest each place ever was</p>`),cf=U(`<div role="status"><!> <!> <!> <!> <!> <!> <!> <!> <!> <!></div>`);function lf(e,t){Je(t,!0);let n=ha(t,`one`,3,!1),r=N(()=>{let e=Bs.answer?.error_mm,t=typeof e==`number`?[e]:Object.values(e??{}).filter(e=>Number.isFinite(e));return t.length?`off by about ${Math.max(...t).toFixed(1)} mm`:`error not known`}),i=N(()=>Y.source===`run`&&Z.document?.stale===!0);var a=cf();let o;var s=I(a),c=e=>{var t=$d(),n=R(t,!0);B(()=>G(n,Ro.sentence)),W(e,t)};K(s,e=>{Ro.sentence&&e(c)});var l=z(s,2),u=e=>{var t=ef(),n=R(t);B(()=>G(n,`▲ The anatomy cannot be drawn: ${Ro.failed??``}`)),W(e,t)};K(l,e=>{Ro.failed&&e(u)});var d=z(l,2),f=e=>{var t=$d(),n=R(t,!0);B(()=>G(n,Bs.sentence)),W(e,t)};K(d,e=>{Bs.sentence&&e(f)});var p=z(d,2),m=e=>{var t=tf(),n=L(t),i=R(n);q(z(n,2),17,()=>Bs.answer?.warnings??[],ai,(e,t)=>{var n=ef(),r=R(n);B(()=>G(r,`▲ ${V(t)??``}`)),W(e,n)}),B(()=>G(i,`Preview (estimate), ${V(r)??``}${Bs.answer?.cold?.sentence?`. ${Bs.answer.cold.sentence}`:``}`)),W(e,t)};K(p,e=>{Y.source===`preview`&&e(m)});var h=z(p,2),g=e=>{var t=ef(),n=R(t);B(()=>G(n,`▲ ${Bs.refused??``}`)),W(e,t)};K(h,e=>{Bs.refused&&e(g)});var _=z(h,2),v=e=>{W(e,nf())};K(_,e=>{Bs.drag?.snapped&&e(v)});var y=z(_,2),b=e=>{W(e,rf())};K(y,e=>{V(i)&&e(b)});var x=z(y,2),S=e=>{W(e,af())},C=N(()=>Y.moving||Bs.drag&&Wo());K(x,e=>{V(C)&&e(S)});var w=z(x,2),T=e=>{var t=of(),n=I(t);Qd(z(n),{short:!0}),A(t),B(e=>G(n,`Ever below ${e??``}, in … of ${Td.told.samples??``} samples `),[()=>cc(Td.limit,0)]),W(e,t)};K(w,e=>{Td.shown&&Td.told&&e(T)});var E=z(w,2),D=e=>{W(e,sf())};K(E,e=>{Y.nadir&&Y.source===`run`&&!Td.shown&&e(D)}),A(a),B(()=>o=Ti(a,1,`badges svelte-6e1ymo`,null,o,{one:n()})),W(e,a),Ye()}function uf(e,t,n,r){let i=[],a=new Int32Array(t*n).fill(-1),o=new Int32Array(t*n).fill(-1),s=[],c=(e,t,n,r)=>(e[t]<0&&(e[t]=s.length,i.push(n,r),s.push([-1,-1])),e[t]),l=(e,t)=>{let n=s[e],r=s[t];n[0]<0?n[0]=t:n[1]=t,r[0]<0?r[0]=e:r[1]=e};for(let i=0;i<n-1;i++)for(let n=0;n<t-1;n++){let s=i*t+n,u=e[s]-r,d=e[s+1]-r,f=e[s+t+1]-r,p=e[s+t]-r,m=u<0|(d<0?2:0)|(f<0?4:0)|(p<0?8:0);if(m===0||m===15)continue;let h=()=>c(a,s,n+u/(u-d),i),g=()=>c(o,s+1,n+1,i+d/(d-f)),_=()=>c(a,s+t,n+p/(p-f),i+1),v=()=>c(o,s,n,i+u/(u-p));switch(m){case 1:case 14:l(v(),h());break;case 2:case 13:l(h(),g());break;case 3:case 12:l(v(),g());break;case 4:case 11:l(g(),_());break;case 6:case 9:l(h(),_());break;case 7:case 8:l(v(),_());break;default:{let e=u+d+f+p<0;m===5===e?(l(h(),g()),l(v(),_())):(l(v(),h()),l(g(),_()))}}}return df(i,s)}function df(e,t){let n=new Uint8Array(t.length),r=[],i=i=>{let a=[],o=-1,s=i;for(;s>=0&&!n[s];){n[s]=1,a.push(e[2*s],e[2*s+1]);let[r,i]=t[s],c=r===o?i:r;o=s,s=c}let c=s===i&&a.length>4;c&&a.push(a[0],a[1]),a.length>2&&r.push({points:new Float32Array(a),closed:c})};return t.forEach(([,e],t)=>e<0&&!n[t]&&i(t)),t.forEach((e,t)=>!n[t]&&i(t)),r}var ff=2.5,pf=100,mf=new Float32Array;function hf(e,t,n,r){let i=_f(e,t,n);if(!i)return[];let[[a,o],[s,c]]=i,l=Math.max(2,Math.ceil((s-a)/ff)+1),u=Math.max(2,Math.ceil((c-o)/ff)+1);mf.length<l*u&&(mf=new Float32Array(l*u));let d=ff*n.mm_per_px,f=xo(e,{corner:Lc(t,n,a,o),right:za(t.right,d),down:za(t.down,d),columns:l,rows:u},pf,mf);for(let e=0;e<l;e++)f[e]=f[e+(u-1)*l]=pf;for(let e=0;e<u;e++)f[e*l]=f[(e+1)*l-1]=pf;return ec.filter(e=>r(e.level)).flatMap(e=>uf(f,l,u,e.level).map(({points:t,closed:n})=>({isotherm:e,closed:n,points:t.map((e,t)=>e*ff+(t%2==0?a:o))})))}var gf=2*ff;function _f(e,t,n){let{shape:r,origin_mm:i,spacing_mm:a}=e.grid,o=r.map((e,t)=>(e-1)*a[t]),s=Array.from({length:8},(e,t)=>i.map((e,n)=>e+(t>>n&1)*o[n])),c=s.map(e=>Va(Ra(e,t.centre),t.normal));if(!(Math.min(...c)<=0&&Math.max(...c)>=0))return null;let l=s.map(e=>Ic(t,n,e)),u=l.map(([e])=>e),d=l.map(([,e])=>e),f=[Math.max(0,Math.min(...u))-gf,Math.max(0,Math.min(...d))-gf],p=[Math.min(n.width,Math.max(...u))+gf,Math.min(n.height,Math.max(...d))+gf];return p[0]<=0||p[1]<=0||f[0]>=n.width||f[1]>=n.height?null:f[0]<p[0]&&f[1]<p[1]?[f,p]:null}function vf(e,t,n){let r=t.map(e=>({...e,path:yf(e)}));for(let{level:t}of ec){let n=new Path2D;for(let e of r)e.isotherm.level===t&&n.addPath(e.path);e.fillStyle=t===0?`rgba(190, 225, 255, 0.22)`:t===-20?`rgba(86, 180, 233, 0.20)`:`rgba(230, 159, 0, 0.20)`,e.fill(n,`evenodd`)}e.lineJoin=`round`;for(let{isotherm:t,path:n}of r)e.setLineDash([]),e.strokeStyle=`rgba(4, 8, 14, 0.75)`,e.lineWidth=t.width+2.4,e.stroke(n),e.setLineDash([...t.dash]),e.strokeStyle=t.colour,e.lineWidth=t.width,e.stroke(n);e.setLineDash([]);for(let[e,r]of bf.entries()){let i=t.filter(({isotherm:e})=>e.level===r);i[0]&&xf(n,i,i[0].isotherm.label,{rank:e,colour:i[0].isotherm.colour,least:r===0?24:70})}}function yf({points:e,closed:t}){let n=new Path2D;n.moveTo(e[0],e[1]);for(let t=2;t<e.length;t+=2)n.lineTo(e[t],e[t+1]);return t&&n.closePath(),n}var bf=[-20,0,-40];function xf(e,t,n,r){let i=t.reduce((e,t)=>e&&e.points.length>=t.points.length?e:t,null);!i||i.points.length<r.least||e.add(n,{rank:nl.line+r.rank,colour:r.colour},(e,t)=>Zc(i.points,e,t))}function Sf(e,t,n,r){let i=e=>hf(e,n,r,e=>e===t);return{p5:i(e.p5),p50:i(e.p50),p95:i(e.p95)}}function Cf(e,t,n,r){let i=ec.find(({level:e})=>e===n).colour,a=e=>{let n=new Path2D;for(let r of t[e])n.addPath(yf(r));return n},o=a(`p5`);o.addPath(a(`p95`)),e.fillStyle=i,e.globalAlpha=.26,e.fill(o,`evenodd`),e.globalAlpha=.5,e.fill(a(`p95`),`evenodd`),e.globalAlpha=1,e.lineJoin=`round`;for(let{key:t,width:n,dash:r}of Cd){let o=a(t);e.setLineDash([]),e.strokeStyle=`rgba(4, 8, 14, 0.75)`,e.lineWidth=n+2.2,e.stroke(o),e.setLineDash([...r]),e.strokeStyle=i,e.lineWidth=n,e.stroke(o)}e.setLineDash([]);for(let{key:e,percent:n,rank:a}of Cd)xf(r,t[e],`${n} %`,{rank:a,colour:i,least:12})}var wf=`rgba(4, 8, 14, 0.8)`,Tf=`#ffc46b`;function Ef(e,t,n,r){let[i,a]=Ic(t,n,r);e.setLineDash(Vc(t,r)>.75?[2,5]:[]);for(let[t,r]of[[wf,2.5],[`#ffd166`,1]])e.strokeStyle=t,e.globalAlpha=r===1?.85:.3,e.lineWidth=r,e.beginPath(),e.moveTo(0,a),e.lineTo(i-9,a),e.moveTo(i+9,a),e.lineTo(n.width,a),e.moveTo(i,0),e.lineTo(i,a-9),e.moveTo(i,a+9),e.lineTo(i,n.height),e.stroke();e.setLineDash([]),e.globalAlpha=1}function Df(e,t,n,r){let{width:i,height:a}=n,o=(e,t,n)=>r.add(zc(e),{rank:nl.letter,px:12},(e,r)=>{let[i,a]=t(e,r);return Of.map(e=>[i+e*n[0],a+e*n[1]])});o(za(t.right,-1),(e,t)=>[7,(a-t)/2],[0,1]),o(t.right,(e,t)=>[i-7-e,(a-t)/2],[0,1]),o(za(t.down,-1),e=>[(i-e)/2,34],[1,0]),o(t.down,e=>[(i-e)/2,a-57],[1,0]);let s=Hc(Math.min(90,i/3)*n.mm_per_px),c=s/n.mm_per_px,[l,u]=[i-10-c,a-10];for(let[t,n]of[[wf,5],[$c,2.5]])e.strokeStyle=t,e.lineWidth=n,e.beginPath(),e.moveTo(l,u),e.lineTo(l+c,u),e.stroke();let d=`${s} mm`;r.add(d,{rank:nl.bar,px:12},(e,t)=>[[l+(c-e)/2,u-5-t],[i-8-e,u-5-t]])}var Of=[0,20,-20,40,-40,70,-70];function kf(e,t,n,r){let i=No(r,t.centre);if(Math.abs(Va(i.tangent,t.normal))<.9)return;let a=Math.round(i.station),o=r.across[a];if(o){e.strokeStyle=`rgba(70, 45, 0, 0.75)`,e.fillStyle=`rgba(255, 226, 110, 0.55)`,e.lineWidth=1;for(let{offset_mm:s,radius_mm:c}of r.fascicles[a]??[]){let[r,a]=Ic(t,n,Ba(Ba(i.point,o[0],s[0]),o[1],s[1]));e.beginPath(),e.arc(r,a,c/n.mm_per_px,0,2*Math.PI),e.fill(),e.stroke()}}}var Af=(e,t,n,r,i)=>r===`tip`?Ic(e,t,i):jf(e,t,n,i);function jf(e,t,n,r){let[i,a]=Ic(e,t,r),[o,s]=Ic(e,t,n.tip_mm),c=1,l=(e,t,n)=>{t<16&&e>16&&(c=Math.min(c,(e-16)/(e-t))),t>n-16&&e<n-16&&(c=Math.min(c,(n-16-e)/(t-e)))};return l(o,i,t.width),l(s,a,t.height),[o+c*(i-o),s+c*(a-s)]}function Mf(e,t,n){let[r,i]=[t,n].map(t=>Va(Ra(t,e.centre),e.normal));return r*i<=0?0:Math.min(Math.abs(r),Math.abs(i))}function Nf(e,t,n,r){let{probe:i,place:a,held:o,words:s}=r,c=Ko(a,i.insertion_mm),l=Mf(t,a.tip_mm,Ba(a.tip_mm,a.axis,i.active_length_mm)),u=o||l<1?1:l<5?.45:.15,d=Math.max(2.5,i.diameter_mm/n.mm_per_px),f=Ba(a.tip_mm,a.axis,i.active_length_mm),p=(r,i,a,o)=>{e.strokeStyle=a,e.lineWidth=o,e.beginPath(),e.moveTo(...Ic(t,n,r)),e.lineTo(...Ic(t,n,i)),e.stroke()};e.setLineDash([]),e.globalAlpha=u,e.lineCap=`butt`,p(a.tip_mm,c,wf,d+2),p(f,c,`#b9c4cf`,d),p(a.tip_mm,f,`#7ff0d4`,d),e.globalAlpha=l<5||o?.9:.35;let m=[[`tip`,a.tip_mm],[`ring`,c]];for(let[r,i]of m){let c=Af(t,n,a,r,i);e.beginPath(),e.arc(c[0],c[1],o===r?8:6,0,2*Math.PI),e.lineWidth=4,e.strokeStyle=wf,e.stroke(),e.lineWidth=2,e.strokeStyle=o===r?`#ffd166`:`#7ff0d4`,s.keepFree(c,8),r===`tip`&&(e.fillStyle=o===r?`rgba(255, 209, 102, 0.5)`:`rgba(127, 240, 212, 0.35)`,e.fill()),e.stroke()}e.globalAlpha=1,l<5&&Pf(s,i.name,Ic(t,n,a.tip_mm),`#bff7e8`)}function Pf(e,t,n,r){e.add(t,{rank:nl.probe,colour:r},(e,t)=>Jc(n,e,t))}function Ff(e,t,n,{probe:r,words:i}){let a=Ba(r.tip_mm,r.axis,r.active_length_mm);if(Mf(t,r.tip_mm,a)>5)return;let o=Math.max(2,r.diameter_mm/n.mm_per_px/2),[s,c,l]=[r.tip_mm,a,Ba(r.tip_mm,r.axis,45)].map(e=>Ic(t,n,e)),u=Math.hypot(l[0]-s[0],l[1]-s[1])||1,[d,f]=[-o*(l[1]-s[1])/u,o*(l[0]-s[0])/u];for(let[t,n]of[[wf,3.5],[Tf,1.6]])e.strokeStyle=t,e.lineWidth=n,e.setLineDash(t===Tf?[5,3]:[]),e.beginPath(),e.moveTo(l[0]+d,l[1]+f),e.lineTo(s[0]+d,s[1]+f),e.lineTo(s[0]-d,s[1]-f),e.lineTo(l[0]-d,l[1]-f),e.moveTo(c[0]+d,c[1]+f),e.lineTo(c[0]-d,c[1]-f),e.stroke();e.setLineDash([]),Pf(i,r.name,s,Tf)}var If=`rgba(4, 8, 14, 0.85)`,Lf=`#ffb3dd`,Rf=.75,zf=(e,t)=>t.points.every(t=>Vc(e,t)<=Rf);function Bf(e,t,n,r,i){for(let a of n){if(!zf(e,a))continue;let n=a.points.findIndex(n=>{let[a,o]=Ic(e,t,n);return Math.hypot(a-r,o-i)<9});if(n>=0)return{id:a.id,point:n}}return null}function Vf(e,t,n,{measure:r,words:i}){let a=zf(t,r),o=r.points.map(e=>Ic(t,n,e));e.globalAlpha=a?1:.6;for(let[t,n]of[[If,4],[Lf,1.8]]){e.strokeStyle=t,e.lineWidth=n,e.setLineDash(a?[]:[4,4]),e.beginPath(),o.forEach(([t,n],r)=>r===0?e.moveTo(t,n):e.lineTo(t,n)),e.stroke(),e.setLineDash([]);for(let[t,n]of o)Hf(e,t,n);r.kind===`angle`&&Uf(e,r.points,o)}e.globalAlpha=1;let s=Za(r.kind,r.points);if(!s)return;let c=`${r.id?`${r.id}: `:``}${s}${a?``:`, off this slice`}`,l=Wf(r,o);i.add(c,{rank:nl.measure,colour:Lf,px:12.5,weight:700,alpha:a?1:.85},(e,t)=>{let r=[Math.min(Math.max(4,l[0]),n.width-e-4),Math.min(Math.max(44,l[1]),n.height-10)-t/2];return[r,...Jc(r,e,t,[2,14,26])]})}function Hf(e,t,n){e.beginPath(),e.moveTo(t-5,n),e.lineTo(t+5,n),e.moveTo(t,n-5),e.lineTo(t,n+5),e.stroke()}function Uf(e,t,n){let[r,i,a]=n;if(!r||!i||!a||Xa(t[0],t[1],t[2])===null)return;let o=Math.atan2(r[1]-i[1],r[0]-i[0]),s=Math.atan2(a[1]-i[1],a[0]-i[0])-o,c=Math.atan2(Math.sin(s),Math.cos(s));e.beginPath(),e.arc(i[0],i[1],16,o,o+c,c<0),e.stroke()}function Wf(e,t){let[n,r,i]=t;if(e.kind===`distance`||!i)return[(n[0]+r[0])/2+8,(n[1]+r[1])/2-11];let[a,o]=[(n[0]+i[0])/2-r[0],(n[1]+i[1])/2-r[1]],s=Math.hypot(a,o)||1;return[r[0]+30*a/s-10,r[1]+30*o/s]}var Gf=`#version 300 es
const vec2 CORNERS[3] = vec2[3](vec2(-1.0, -1.0), vec2(3.0, -1.0), vec2(-1.0, 3.0));
out vec2 place; // 0 to 1, from the upper left
void main() {
  vec2 corner = CORNERS[gl_VertexID];
  place = vec2(0.5 + 0.5 * corner.x, 0.5 - 0.5 * corner.y);
  gl_Position = vec4(corner, 0.0, 1.0);
}`,Kf=`#version 300 es
precision highp float;
precision highp int;
precision highp usampler3D;
uniform usampler3D labels;
uniform sampler2D palette;
uniform vec3 corner; // in voxels
uniform vec3 across; // voxels over the whole width
uniform vec3 downward;
uniform ivec3 shape;
uniform float softness; // votes per pixel
uniform vec2 brightness; // width and middle of the window
in vec2 place;
out vec4 colour;

uint labelAt(ivec3 at) {
  if (any(lessThan(at, ivec3(0))) || any(greaterThanEqual(at, shape))) return 0u;
  return texelFetch(labels, at, 0).r;
}

const float SPREAD = 0.65; // standard deviation, voxels

vec3 shade(uint label) {
  vec3 rgb = texelFetch(palette, ivec2(int(label), 0), 0).rgb;
  if (label == 0u) return rgb;
  return clamp((rgb - brightness.y) / brightness.x + 0.5, 0.0, 1.0);
}

void main() {
  vec3 at = corner + place.x * across + place.y * downward;
  uint first = labelAt(ivec3(floor(at - 0.6)));
  bool same = true;
  for (int n = 1; n < 8 && same; n++) {
    vec3 way = vec3(float(n & 1), float((n >> 1) & 1), float(n >> 2));
    same = labelAt(ivec3(floor(at + mix(vec3(-0.6), vec3(1.6), way)))) == first;
  }
  if (same) { colour = vec4(shade(first), 1.0); return; }

  ivec3 middle = ivec3(floor(at + 0.5));
  vec3 from = at - vec3(middle);
  uint found[6];
  float votes[6];
  float all = 0.0;
  int count = 0;
  for (int k = -2; k <= 2; k++) for (int j = -2; j <= 2; j++) for (int i = -2; i <= 2; i++) {
    vec3 away = vec3(float(i), float(j), float(k)) - from;
    float weight = exp(-0.5 * dot(away, away) / (SPREAD * SPREAD));
    if (weight < 0.003) continue;
    uint label = labelAt(middle + ivec3(i, j, k));
    all += weight;
    int slot = 0;
    for (; slot < count; slot++) if (found[slot] == label) break;
    if (slot == 6) continue;
    if (slot == count) { found[count] = label; votes[count] = 0.0; count++; }
    votes[slot] += weight;
  }
  int best = 0;
  for (int n = 1; n < count; n++) if (votes[n] > votes[best]) best = n;
  int second = best == 0 ? 1 : 0;
  for (int n = 0; n < count; n++) if (n != best && votes[n] > votes[second]) second = n;
  if (count < 2) { colour = vec4(shade(found[best]), 1.0); return; }
  float lead = (votes[best] - votes[second]) / max(softness * all, 1e-4);
  vec3 mixed = mix(shade(found[second]), shade(found[best]), 0.5 + 0.5 * clamp(lead, 0.0, 1.0));
  float line = 1.0 - smoothstep(0.5, 1.3, lead); // a dark line between tissues
  colour = vec4(mixed * (1.0 - 0.45 * line), 1.0);
}`,qf=class{canvas=document.createElement(`canvas`);#e;#t;#n=new Map;#r;#i;#a=null;#o=null;constructor(){let e=this.canvas.getContext(`webgl2`,{alpha:!1,antialias:!1,depth:!1,preserveDrawingBuffer:!0});if(!e)throw Error(`This browser cannot draw slices: WebGL2 is missing or switched off.`);this.#e=e,this.#t=Yf(e),this.#r=e.createTexture(),this.#i=e.createTexture(),e.bindVertexArray(e.createVertexArray())}setLabels(e){if(this.#a===e)return;this.#a=e;let t=this.#e,[n,r,i]=e.grid.shape;t.activeTexture(t.TEXTURE0),t.bindTexture(t.TEXTURE_3D,this.#r),t.pixelStorei(t.UNPACK_ALIGNMENT,1),t.texImage3D(t.TEXTURE_3D,0,t.R8UI,n,r,i,0,t.RED_INTEGER,t.UNSIGNED_BYTE,e.values),Jf(t,t.TEXTURE_3D)}setStructures(e){if(this.#o===e)return;this.#o=e;let t=new Uint8Array(1024),n=(e,[n,r,i])=>t.set([n,r,i,255],4*e);for(let e=1;e<256;e++)n(e,[110,104,102]);n(0,rc(`air`));for(let{label:t,kind:r,name:i}of e)n(t,rc(r,i));let r=this.#e;r.activeTexture(r.TEXTURE1),r.bindTexture(r.TEXTURE_2D,this.#i),r.texImage2D(r.TEXTURE_2D,0,r.RGBA,256,1,0,r.RGBA,r.UNSIGNED_BYTE,t),Jf(r,r.TEXTURE_2D)}paint(e,t,n,r){let i=this.#a;if(!i)return null;let a=Math.max(1,Math.round(t.width*n)),o=Math.max(1,Math.round(t.height*n));(this.canvas.width!==a||this.canvas.height!==o)&&(this.canvas.width=a,this.canvas.height=o);let{origin_mm:s,spacing_mm:c,shape:l}=i.grid,u=(n,r)=>Lc(e,t,n,r).map((e,t)=>(e-s[t])/c[t]),d=u(0,0),f=e=>e.map((e,t)=>e-d[t]),p=this.#e;return p.viewport(0,0,a,o),p.useProgram(this.#t),p.uniform1i(this.#s(`labels`),0),p.uniform1i(this.#s(`palette`),1),p.uniform3fv(this.#s(`corner`),d),p.uniform3fv(this.#s(`across`),f(u(t.width,0))),p.uniform3fv(this.#s(`downward`),f(u(0,t.height))),p.uniform3i(this.#s(`shape`),...l),p.uniform1f(this.#s(`softness`),1.5*t.mm_per_px/n/Math.min(...c)),p.uniform2f(this.#s(`brightness`),r.width,r.level),p.drawArrays(p.TRIANGLES,0,3),this.canvas}#s(e){return this.#n.has(e)||this.#n.set(e,this.#e.getUniformLocation(this.#t,e)),this.#n.get(e)??null}};function Jf(e,t){e.texParameteri(t,e.TEXTURE_MIN_FILTER,e.NEAREST),e.texParameteri(t,e.TEXTURE_MAG_FILTER,e.NEAREST),e.texParameteri(t,e.TEXTURE_WRAP_S,e.CLAMP_TO_EDGE),e.texParameteri(t,e.TEXTURE_WRAP_T,e.CLAMP_TO_EDGE)}function Yf(e){let t=e.createProgram();for(let[n,r]of[[e.VERTEX_SHADER,Gf],[e.FRAGMENT_SHADER,Kf]]){let i=e.createShader(n);if(e.shaderSource(i,r),e.compileShader(i),!e.getShaderParameter(i,e.COMPILE_STATUS))throw Error(`The drawing of slices could not be prepared: ${e.getShaderInfoLog(i)??``}`);e.attachShader(t,i)}return e.linkProgram(t),t}var Xf=null;function Zf(){if(Xf)return Xf;let e=new qf;return e.canvas.addEventListener(`webglcontextlost`,()=>{Xf===e&&(Xf=null)}),Xf=e}var Qf=.4,$f=140,ep=class{canvas=document.createElement(`canvas`);#e;#t;#n=``;#r=null;#i=``;#a;constructor(e,t){this.#e=e,this.#t=t}paint(e,t,n,r,i,a){let o=JSON.stringify([e.key,n,r,i,a]),s=Wo()&&o!==this.#i,c=s?`${o} rough`:o;if(c===this.#n&&t===this.#r)return;let l=Zf();l.setLabels(t),l.setStructures(e.structures);let u=l.paint(n,r,s?Qf*i:i,a);u&&([this.canvas.width,this.canvas.height]=[Math.round(r.width*i),Math.round(r.height*i)],this.canvas.getContext(`2d`,this.#e).drawImage(u,0,0,this.canvas.width,this.canvas.height),[this.#n,this.#r]=[c,t],clearTimeout(this.#a),s&&(this.#a=setTimeout(()=>{this.#i=o,this.#t()},$f)))}stop(){clearTimeout(this.#a)}};function tp(e,t){let{shape:n,origin_mm:r,spacing_mm:i}=e.grid,a=t.map((e,t)=>Math.round((e-r[t])/i[t]));return a.some((e,t)=>e<0||e>=n[t])?0:e.values[a[0]+n[0]*(a[1]+n[1]*a[2])]}var np=(e,t)=>e.find(e=>e.label===t)??null,rp=12,ip=3;function ap(e,t){let{left:n,top:r}=t.getBoundingClientRect();return[e.clientX-n,e.clientY-r]}var op=(e,t)=>Math.hypot(e,t)>=ip;function sp([e,t],n,r,i){for(let a of n){let n=r.find(e=>e.name===a.name);if(n)for(let r of[`tip`,`ring`]){let[o,s]=i(n,r,r===`tip`?n.tip_mm:Ko(n,a.insertion_mm));if(Math.hypot(o-e,s-t)<rp)return{probe:a,grip:r}}}return null}var cp=e=>e?`${e.grip===`tip`?`Move`:`Turn`} probe ${e.probe.name}`:``,lp=new Map,up=U(`<p class="beside svelte-1wx8y98"> </p>`),dp=U(`<p class="reading svelte-1wx8y98"><strong class="svelte-1wx8y98"> </strong><span> </span></p>`),fp=U(`<div role="application" tabindex="0"><canvas aria-hidden="true"></canvas> <!> <!></div>`);function pp(e,t){Je(t,!0);let n={alpha:!1,willReadFrequently:!0},r=ha(t,`beside`,3,null),i=N(()=>r()?r().field:Y.source===`none`?null:Y.field),a=N(()=>r()?[]:Z.document?.probes??[]),o,s,c=P(0),l=P(0),u=tn({width:0,height:0}),d=tn({width:0,height:0}),f=P(null),p=P(``),m=null,h=new ep(n,()=>{s?.isConnected&&C()}),g=N(()=>Ro.scene?Ac(t.kind,{crosshair:X.crosshair,bounds:Ro.scene.bounds_mm,nerve:Ro.nerve,document:Z.document,scanner:X.scanner,beside_mm:X.beside}):null),_=N(()=>{let e=Ro.scene?.bounds_mm,n=e?Math.max(e[1][0]-e[0][0],e[1][1]-e[0][1])*1.08:100,{factor:r,pan:i}=X.zooms[t.kind];return{width:V(c),height:V(l),mm_per_px:n/Math.max(1,Math.min(V(c),V(l)))/r,pan:i}}),v=N(()=>V(f)&&V(g)?Lc(V(g),V(_),...V(f)):null),y=N(()=>T(V(v)??X.crosshair)),b=N(()=>t.kind===`along`&&V(g)&&Ro.nerve&&X.beside!==0?`${Math.abs(X.beside)} mm beside the nerve, towards ${zc(za(V(g).normal,Math.sign(X.beside)))} (key R: back)`:``),x=N(()=>Bs.placesIn(t.kind)),S=!1;Tn(()=>{V(g),V(_),Ro.labels,V(i),V(a),V(x),Z.document,eo.list,eo.begun,Td.shown,Td.fields,Td.limit,{...u},{...d},X.crosshair,X.window.width,X.window.level,{...X.isotherms},S||(S=!0,requestAnimationFrame(()=>{S=!1,s?.isConnected&&C()}))});function C(){if(!V(g)||!Ro.scene||V(c)<2||V(l)<2)return;let e=Math.min(window.devicePixelRatio||1,2),[o,u]=[Math.round(V(c)*e),Math.round(V(l)*e)];try{Ro.labels&&h.paint(Ro.scene,Ro.labels,V(g),V(_),e,{width:X.window.width,level:X.window.level})}catch(e){Qa.problem(e)}(s.width!==o||s.height!==u)&&([s.width,s.height]=[o,u]);let d=s.getContext(`2d`,n);d.setTransform(1,0,0,1,0,0),d.drawImage(h.canvas,0,0),d.setTransform(e,0,0,e,0,0);let f=new il(d,V(_),w());Ro.nerve&&kf(d,V(g),V(_),Ro.nerve),!r()&&Td.shown&&Td.fields?Cf(d,Sf(Td.fields,Td.limit,V(g),V(_)),Td.limit,f):V(i)&&vf(d,hf(V(i),V(g),V(_),e=>X.isotherms[e]!==!1),f);for(let e of V(a)){let t=V(x).find(t=>t.name===e.name),n=Bs.drag?.probe.name===e.name?Bs.drag.grip:null;t&&Nf(d,V(g),V(_),{probe:e,place:t,held:n,words:f})}for(let e of r()?.probes??[])Ff(d,V(g),V(_),{probe:e,words:f});Ef(d,V(g),V(_),X.crosshair);for(let e of eo.list)(e.view===t.kind||zf(V(g),e))&&Vf(d,V(g),V(_),{measure:e,words:f});eo.begun?.view===t.kind&&Vf(d,V(g),V(_),{measure:eo.begun,words:f}),Df(d,V(g),V(_),f),f.draw()}function w(){let e=[{left:0,top:V(l)-u.height,right:u.width,bottom:V(l)}];return V(b)&&e.push({left:V(c)-8-d.width,top:52,right:V(c),bottom:52+d.height}),e}function T(e){if(!Ro.labels)return[``,``];let t=Ro.scene?np(Ro.scene.structures,tp(Ro.labels,e)):null,n=V(i)?bo(V(i),e):null,a=r()?``:Td.reading(e);return[[t?.name??`outside the body`,n===null?``:cc(n),a].filter(Boolean).join(` · `),Uc(e)]}ga(()=>()=>h.stop()),ga(()=>{if(!r())return lp.set(t.kind,e=>{if(!V(g)||V(c)<2)return null;let{left:t,top:n}=o.getBoundingClientRect(),[r,i]=Ic(V(g),V(_),e);return[t+r,n+i]}),()=>lp.delete(t.kind)});let E=(e,t)=>V(g)&&sp([e,t],V(a),Bs.places,(e,t,n)=>Af(V(g),V(_),e,t,n));function D(e){let[n,r]=ap(e,o);if(o.setPointerCapture(e.pointerId),o.focus({preventScroll:!0}),e.button===1&&e.preventDefault(),m={x:n,y:r,button:e.button,moved:!1},eo.mode!==`off`&&e.button===0&&V(g)){m.measure=Bf(V(g),V(_),eo.list,n,r)??`new`,m.measure===`new`&&eo.put(Lc(V(g),V(_),n,r),t.kind);return}let i=e.button===0&&!e.ctrlKey?E(n,r):null;i&&(m.held=!0,Bs.grab(i.probe,i.grip,t.kind))}function O(e){let[n,r]=ap(e,o);if(!V(g))return;F(f,[n,r]);let i=Lc(V(g),V(_),n,r);if(eo.mode!==`off`&&eo.points.length>0&&(eo.next=i),!m){if(eo.mode!==`off`)return void F(p,``);let e=E(n,r);F(p,cp(e),!0),e&&Bs.prepare();return}let[a,s]=[n-m.x,r-m.y];if(m.moved||op(a,s)){if(m.moved=!0,m.measure)m.measure!==`new`&&eo.move(m.measure.id,m.measure.point,i);else if(m.held){let t=La(za(V(g).right,a*V(_).mm_per_px),za(V(g).down,s*V(_).mm_per_px));Bs.move(t,e.shiftKey,X.snap&&!e.altKey)}else{if(m.button===0)X.crosshair=i;else if(m.button===1){let{factor:e,pan:n}=X.zooms[t.kind];X.zooms[t.kind]={factor:e,pan:[n[0]-a*V(_).mm_per_px,n[1]-s*V(_).mm_per_px]}}else{let{width:e,level:t}=X.window;X.window={width:Math.min(3,Math.max(.15,e*Math.exp(a*.006))),level:Math.min(1.2,Math.max(-.2,t+s*.003))}}m.x=n,m.y=r}}}function ee(){let e=m;if(m=null,e?.measure)e.measure===`new`?e.moved&&V(v)&&eo.points.length>0&&eo.put(V(v),t.kind):eo.settle(e.measure.id);else{if(e?.held)return void Bs.release();e&&!e.moved&&e.button===0&&V(g)&&(X.crosshair=Lc(V(g),V(_),e.x,e.y))}}function k(e){e.preventDefault();let n=e.deltaY||e.deltaX;n!==0&&(e.ctrlKey?X.zoomBy(t.kind,Math.exp(-n*.0016)):te(n>0?-1:1,e.shiftKey?5:1))}function te(e,n){V(g)&&(t.kind===`along`&&Ro.nerve?X.beside=Math.min(15,Math.max(-15,X.beside+e*n)):X.crosshair=Ba(X.crosshair,V(g).normal,e*n))}function ne(e){if(!V(g)||e.ctrlKey||e.metaKey||e.altKey)return;let n=e.shiftKey?5:1;switch(e.key){case`ArrowLeft`:X.crosshair=Ba(X.crosshair,V(g).right,-n);break;case`ArrowRight`:X.crosshair=Ba(X.crosshair,V(g).right,n);break;case`ArrowUp`:X.crosshair=Ba(X.crosshair,V(g).down,-n);break;case`ArrowDown`:X.crosshair=Ba(X.crosshair,V(g).down,n);break;case`PageUp`:te(1,n);break;case`PageDown`:te(-1,n);break;case`Enter`:if(eo.mode===`off`)return;eo.put(Bc(V(g),X.crosshair),t.kind);break;case`+`:case`=`:X.zoomBy(t.kind,1.25);break;case`-`:X.zoomBy(t.kind,.8);break;default:return}e.preventDefault()}var re=fp();let ie;var ae=I(re);la(ae,e=>s=e,()=>s);var oe=z(ae,2),se=e=>{var t=up(),n=R(t,!0);B(()=>G(n,V(b))),sa(t,`clientWidth`,e=>d.width=e),sa(t,`clientHeight`,e=>d.height=e),W(e,t)};K(oe,e=>{V(b)&&e(se)});var ce=z(oe,2),le=e=>{var t=dp(),n=I(t),r=R(n,!0),i=R(z(n),!0);A(t),B(()=>{G(r,V(y)[0]),G(i,V(y)[1])}),sa(t,`clientWidth`,e=>u.width=e),sa(t,`clientHeight`,e=>u.height=e),W(e,t)};K(ce,e=>{V(y)[1]&&e(le)}),A(re),la(re,e=>o=e,()=>o),B(e=>{ie=Ti(re,1,`pane`,null,ie,{handle:V(p)!==``}),J(re,`aria-label`,`${e??``}: arrow keys move the crosshair, page keys change the slice`),J(re,`title`,V(p))},[()=>Dc(Ro.nerve!==null)[t.kind]]),H(`pointerdown`,re,D),H(`pointermove`,re,O),H(`pointerup`,re,ee),Lr(`pointerleave`,re,()=>F(f,eo.next=null)),Lr(`pointercancel`,re,()=>(m=null,Bs.drag&&Bs.cancel())),Lr(`wheel`,re,k),H(`keydown`,re,ne),H(`dblclick`,re,()=>!V(p)&&eo.mode===`off`&&t.enlarge()),H(`contextmenu`,re,e=>e.preventDefault()),sa(re,`clientWidth`,e=>F(c,e)),sa(re,`clientHeight`,e=>F(l,e)),W(e,re),Ye()}Rr([`pointerdown`,`pointermove`,`pointerup`,`keydown`,`dblclick`,`contextmenu`]);var mp=U(`<div class="cell"><!> <p class="badge warn tag svelte-12thm9r"> </p></div> <div class="cell"><!> <p class="badge faint tag svelte-12thm9r"> </p></div>`,1),hp=U(`<div class="panes"><!> <!></div>`);function gp(e,t){Je(t,!1);let n=[`across`,`along`],r=e=>Y.nadir?`coldest of all`:`${co(e)} min`;da();var i=hp(),a=I(i);q(a,1,()=>n,e=>e,(e,t)=>{var n=mp(),i=L(n),a=I(i);{let e=yt(()=>({field:$o.field,probes:$o.run?.probes??[]}));pp(a,{get kind(){return V(t)},enlarge:()=>void 0,get beside(){return V(e)}})}var o=R(z(a,2));A(i);var s=z(i,2),c=I(s);pp(c,{get kind(){return V(t)},enlarge:()=>void 0});var l=R(z(c,2),!0);A(s),B((e,t)=>{G(o,`Version ${$o.run?.version??``}, ${e??``}. Outlines: its probes`),G(l,t)},[()=>r($o.time),()=>Y.source===`preview`?`Preview (estimate)`:`Version ${Y.run?.version}, ${r(Y.time)}`]),W(e,n)}),lf(z(a,2),{}),A(i),W(e,i),Ye()}var _p=U(`<p> </p>`),vp=U(`<p class="soft">No goal is set.</p>`),yp=U(`<li class="svelte-1hrb4h5"><span> </span> <button class="quiet small">✕</button></li>`),bp=U(`<ul></ul>`),xp=U(`<option></option>`),Sp=U(`<div class="block"><h2>Goal and limits</h2> <!> <div class="two svelte-1hrb4h5"><label class="small">Length, mm <input type="number" min="1" max="200" step="1"/></label> <label class="small">Below, °C <input type="number" min="-80" max="0" step="1"/></label></div> <!> <details><summary class="small">Add a limit</summary> <div class="three svelte-1hrb4h5"><input aria-label="Structure that must stay warm" placeholder="skin" list="structures"/> <datalist id="structures"></datalist> <input type="number" step="1" aria-label="Must stay above, °C"/> <button>Add</button></div></details></div>`);function Cp(e,t){Je(t,!0);let n=N(()=>Z.document),r=N(()=>V(n)?.goal??null),i=N(()=>V(n)?.anatomy?.nerve??V(r)?.cover??``),a=P(``),o=P(5),s=P([]);ga(async()=>{try{F(s,(await Fa.catalogue()).structures??[])}catch{F(s,[])}});async function c(e,t){let n=Dd(t);return n!==null&&Z.edit(({goal:t})=>{let r=t?.cover??V(i),a={length_mm:10,below_degC:-20,...t};return a[e]=n,r?{kind:`set_goal`,goal:{cover:r,length:`${a.length_mm} mm`,below:`${a.below_degC} degC`}}:null})}async function l(){V(a).trim()&&V(o)!==null&&await Z.edit({kind:`set_limit`,structure:V(a).trim(),above:`${V(o)} degC`})&&F(a,``)}var u=Sp(),d=z(I(u),2),f=e=>{var t=_p(),n=R(t);B((e,t)=>G(n,`Cover ${V(r).length_mm??``} mm of the ${V(r).cover??``} nerve below ${e??``} °C${V(r).margin_mm?`, with ${V(r).margin_mm} mm to spare around the fascicles`:``}${t??``}.`),[()=>lc(V(r).below_degC,0),()=>V(r).probability?`, in ${Math.round(100*V(r).probability)} % of procedures`:``]),W(e,t)},p=e=>{W(e,vp())};K(d,e=>{V(r)?e(f):e(p,-1)});var m=z(d,2),h=I(m),g=z(I(h));Gi(g),A(h);var _=z(h,2),v=z(I(_));Gi(v),A(_),A(m);var y=z(m,2),b=e=>{var t=bp();q(t,21,()=>V(n).limits,e=>e.structure,(e,t)=>{var n=yp(),r=I(n),i=R(r),a=z(r,2);A(n),B(e=>{G(i,`${V(t).structure??``}: above ${e??``} °C`),J(a,`aria-label`,`Remove the limit of ${V(t).structure??``}`)},[()=>lc(V(t).above_degC,+!Number.isInteger(V(t).above_degC))]),H(`click`,a,()=>Z.edit({kind:`set_limit`,structure:V(t).structure,above:null})),W(e,n)}),A(t),W(e,t)};K(y,e=>{V(n)?.limits.length&&e(b)});var x=z(y,2),S=z(I(x),2),C=I(S);Gi(C);var w=z(C,2);q(w,20,()=>V(s),e=>e,(e,t)=>{var n=xp(),r={};B(()=>{r!==(r=t)&&(n.value=(n.__value=r)??``)}),W(e,n)}),A(w);var T=z(w,2);Gi(T);var E=z(T,2);A(S),A(x),A(u),B(e=>{Ki(g,V(r)?.length_mm??``),Ki(v,V(r)?.below_degC??``),E.disabled=e},[()=>!V(a).trim()||V(o)===null]),H(`change`,g,e=>Ed(e.currentTarget,e=>c(`length_mm`,e),()=>V(r)?.length_mm??``)),H(`change`,v,e=>Ed(e.currentTarget,e=>c(`below_degC`,e),()=>V(r)?.below_degC??``)),$i(C,()=>V(a),e=>F(a,e)),$i(T,()=>V(o),e=>F(o,e)),H(`click`,E,l),W(e,u),Ye()}Rr([`change`,`click`]);function wp(e,t,n){let r=(t-e)/Math.max(n,1);if(!(r>0))return[e];let i=10**Math.floor(Math.log10(r)),a=[1,2,5,10].map(e=>e*i).find(e=>e>=r)??r,o=Math.ceil(e/a-1e-9)*a;return Array.from({length:Math.floor((t-o)/a+1e-9)+1},(e,t)=>Number((o+t*a).toFixed(6)))}function Tp(e,t){let n=[5,10,15,30,60,120,300,600,1200].find(n=>e/n<=t)??1800;return Array.from({length:Math.floor(e/n)+1},(e,t)=>t*n)}var Ep=(e,t)=>{let n=(t[1]-t[0])/(e[1]-e[0]||1);return r=>t[0]+(r-e[0])*n};function Dp(e,t,n,r){let i=`M`,a=``;return e.forEach((e,o)=>{let s=t[o];s==null||Number.isNaN(s)?i=`M`:(a+=`${i}${n(e).toFixed(1)} ${r(s).toFixed(1)}`,i=`L`)}),a}function Op(e,t){let n=[],r=(e,t)=>{let r=n.at(-1);r&&(r.to_mm=t),n.push({cold:e,from_mm:t,to_mm:t})};e.forEach((i,a)=>{let o=t[a]??null;if(a===0)return r(sc(o),i);let s=t[a-1]??null,c=e[a-1];if(s===null||o===null){n.at(-1).cold!==`unknown`&&r(`unknown`,c),o!==null&&r(sc(o),i);return}let l=tc.filter(e=>s>e!=o>e);o>s&&l.reverse();for(let e of l){let t=c+(s-e)/(s-o)*(i-c);r(sc(o<s?e-1e-9:e+1e-9),t)}});let i=n.at(-1);return i&&(i.to_mm=e.at(-1)),n}function kp(e,t,n){let r=0;for(let i=1;i<e.length;i++){let a=e[i]-e[i-1],[o,s]=[t[i-1]??null,t[i]??null];if(o===null||s===null)continue;let[c,l]=[o-n,s-n];c<=0&&l<=0?r+=a:(c<=0||l<=0)&&(r+=a*Math.min(c,l)/(Math.min(c,l)-Math.max(c,l)))}return r}function Ap(e,t,n){let r=e.findIndex(e=>e>=n);if(r<0)return t.at(-1)??null;let[i,a]=[t[r-1]??null,t[r]??null];if(r===0||e[r]===n)return a;if(i===null||a===null)return null;let o=(n-e[r-1])/(e[r]-e[r-1]||1);return i*(1-o)+a*o}var jp=qr(`<rect opacity="0.55"></rect>`),Mp=qr(`<line stroke="var(--line)"></line><text class="tick svelte-xtuybk" text-anchor="end" dominant-baseline="middle"> </text>`,1),Np=qr(`<text class="tick svelte-xtuybk"> </text>`),Pp=qr(`<path fill="none"></path>`),Fp=U(`<li><label class="svelte-xtuybk"><input type="checkbox" class="svelte-xtuybk"/> <svg width="26" height="8" aria-hidden="true" class="svelte-xtuybk"><line x1="1" x2="25" y1="4" y2="4"></line></svg> <span> </span><span> </span></label></li>`),Ip=U(`<div class="plot svelte-xtuybk"><svg role="img" aria-label="Temperatures over time; the slider below moves the time" class="svelte-xtuybk"><!><!><text class="tick svelte-xtuybk" text-anchor="end">min</text><!><!></svg> <span class="now svelte-xtuybk" aria-hidden="true"></span></div> <ul class="small numbers svelte-xtuybk"></ul>`,1),Lp=U(`<p class="small soft">Shown after a run.</p>`),Rp=U(`<div class="block"><h2>Temperature over time</h2> <!></div>`);function zp(e,t){Je(t,!0);let n={left:48,right:8,top:8,bottom:20},r=[{stroke:`var(--ink)`,dash:``,width:2.4},{stroke:`var(--accent)`,dash:`6 3`,width:1.8},{stroke:`var(--warn)`,dash:`2 3`,width:1.8},{stroke:`var(--ok)`,dash:`9 3 2 3`,width:1.6},{stroke:`var(--note)`,dash:`1 2`,width:1.6},{stroke:`var(--stop)`,dash:`4 2`,width:1.6}],i=P(270),a=N(()=>Y.run?.histories??null),o=N(()=>[...V(a)?.series??[]].filter(e=>/C$/.test(e.unit)).sort((e,t)=>l(e.name)-l(t.name)).map((e,t)=>({...e,look:r[t%r.length]}))),s=tn({}),c=N(()=>V(o).filter((e,t)=>s[e.name]??t<5)),l=e=>/coldest/.test(e)?0:/console|wall/.test(e)?1:2,u=N(()=>Math.min(-45,...V(c).flatMap(e=>e.values.filter(e=>e!==null)))),d=N(()=>V(a)?.times_s.at(-1)??1),f=N(()=>Ep([0,V(d)],[n.left,V(i)-n.right])),p=N(()=>Ep([V(u),40],[190-n.bottom,n.top])),m=N(()=>wp(V(u),40,6)),h=N(()=>Tp(V(d),Math.max(2,Math.floor(V(i)/62)))),g=N(()=>V(a)?V(o).map(e=>Ap(V(a).times_s,e.values,Y.time)):[]);function _(e){let t=e.currentTarget.getBoundingClientRect(),r=(e.clientX-t.left)/t.width*V(i);Y.goTo((r-n.left)/(V(i)-n.left-n.right)*V(d),!1)}var v=Rp(),y=z(I(v),2),b=e=>{var t=Ip(),r=L(t),l=I(r);J(l,`height`,190);var u=I(l);q(u,17,()=>Y.bands,ai,(e,t)=>{var r=jp();B((e,i)=>{J(r,`x`,e),J(r,`width`,i),J(r,`y`,n.top),J(r,`height`,190-n.top-n.bottom),J(r,`fill`,`var(--${V(t).kind??``})`)},[()=>V(f)(V(t).start),()=>Math.max(0,V(f)(V(t).end)-V(f)(V(t).start))]),W(e,r)});var d=z(u);q(d,16,()=>V(m),e=>e,(e,t)=>{var r=Mp(),a=L(r),o=z(a),s=R(o);B((e,r,c,l)=>{J(a,`x1`,n.left),J(a,`x2`,V(i)-n.right),J(a,`y1`,e),J(a,`y2`,r),J(a,`stroke-width`,t===0?1.6:.7),J(o,`x`,n.left-5),J(o,`y`,c),G(s,`${l??``} °C`)},[()=>V(p)(t),()=>V(p)(t),()=>V(p)(t),()=>lc(t,0)]),W(e,r)});var v=z(d);J(v,`y`,185);var y=z(v);q(y,16,()=>V(h),e=>e,(e,t)=>{var n=Np();J(n,`y`,185);var r=R(n,!0);B((e,t,i)=>{J(n,`x`,e),J(n,`text-anchor`,t),G(r,i)},[()=>V(f)(t),()=>t===0?`start`:V(f)(t)>V(i)-32?`end`:`middle`,()=>co(t)]),W(e,n)}),q(z(y),17,()=>V(c),ai,(e,t)=>{var n=Pp();B(e=>{J(n,`d`,e),J(n,`stroke`,V(t).look.stroke),J(n,`stroke-width`,V(t).look.width),J(n,`stroke-dasharray`,V(t).look.dash)},[()=>Dp(V(a).times_s,V(t).values,V(f),V(p))]),W(e,n)}),A(l);var b=z(l,2);let x;A(r);var S=z(r,2);q(S,21,()=>V(o),ai,(e,t,n)=>{var r=Fp(),i=I(r),a=I(i);Gi(a);var o=z(a,2),c=R(o),l=z(o,2),u=R(l,!0),d=R(z(l),!0);A(i),A(r),B(e=>{qi(a,s[V(t).name]??n<5),J(c,`stroke`,V(t).look.stroke),J(c,`stroke-width`,V(t).look.width),J(c,`stroke-dasharray`,V(t).look.dash),G(u,V(t).name),G(d,e)},[()=>V(g)[n]===null?``:cc(V(g)[n])]),H(`change`,a,e=>s[V(t).name]=e.currentTarget.checked),W(e,r)}),A(S),B(e=>{J(l,`viewBox`,`0 0 ${V(i)??``} 190`),J(l,`width`,V(i)),J(v,`x`,n.left-5),x=Di(b,``,x,{translate:e})},[()=>`${V(f)(Y.time)??``}px 0`]),H(`click`,l,_),W(e,t)},x=e=>{W(e,Lp())};K(y,e=>{V(a)&&V(o).length?e(b):e(x,-1)}),A(v),sa(v,`clientWidth`,e=>F(i,e)),W(e,v),Ye()}Rr([`click`,`change`]);var Bp=U(`<p role="status"><strong> </strong> <span class="small soft"> </span></p> <progress max="1" aria-label="Progress" class="svelte-1gl3v1o"></progress> <p class="row small numbers svelte-1gl3v1o"><span> </span> <button>Cancel</button></p>`,1),Vp=U(`<p class="small level-warn">▲ Stale: the result is of an earlier version of this case.</p>`),Hp=U(`<p class="small soft" role="status"> </p>`),Up=U(`<button class="primary" title="With the full solver (Ctrl+Enter)"> </button> <!> <!>`,1),Wp=U(`<div class="block"><!> <!></div>`);function Gp(e,t){Je(t,!0);let n=N(()=>As.current),r=N(()=>V(n)===null||V(n).of===`pictures`),i=N(()=>V(n)&&V(n).total>0?Math.min(1,V(n).done/V(n).total):0),a={run:`Running the case`,plan:`Searching a plan`,spread:`Running samples`,report:`Writing the report`,export:`Packing what was chosen`,pictures:`Simulating the ultrasound pictures`,compare:`Comparing two runs`,members:`Preparing the live page`},o=N(()=>As.list.at(-1)??null),s,c=!1;Tn(()=>{V(n)?.job,V(r),c&&document.activeElement===document.body&&s.querySelector(`button`)?.focus()});var l=Wp(),u=I(l),d=e=>{var t=Bp(),r=L(t),o=I(r),s=R(o,!0),c=R(z(o,2),!0);A(r);var l=z(r,2),u=z(l,2),d=I(u),f=R(d),p=z(d,2);A(u),B((e,t)=>{G(s,V(n).state===`waiting`?`Waiting in line`:a[V(n).of]),G(c,Z.connected?V(n).sentence:`Not known: the program does not answer.`),Ki(l,V(n).total>0?V(i):void 0),G(f,`${e??``}${t??``}`)},[()=>V(n).total>0?`${Math.round(100*V(i))} %`:``,()=>V(n).left_s===null?``:`, ${co(V(n).left_s)} min left`]),H(`click`,p,()=>As.cancel(V(n).job)),W(e,t)};K(u,e=>{V(n)&&e(d)});var f=z(u,2),p=e=>{var t=Up(),n=L(t),r=R(n,!0),i=z(n,2),a=e=>{W(e,Vp())};K(i,e=>{Z.document?.stale&&e(a)});var s=z(i,2),c=e=>{var t=Hp(),n=R(t,!0);B(()=>G(n,V(o).sentence||`Cancelled.`)),W(e,t)};K(s,e=>{V(o)&&V(o).state===`cancelled`&&e(c)}),B(()=>{n.disabled=!Z.document,G(r,Z.document?.latest_run?Z.document.stale?`Run this version`:`Run again`:`Run the case`)}),H(`click`,n,()=>Z.run()),W(e,t)};K(f,e=>{V(r)&&e(p)}),A(l),la(l,e=>s=e,()=>s),H(`focusin`,l,()=>c=!0),H(`focusout`,l,e=>c=e.relatedTarget===null),W(e,l),Ye()}Rr([`focusin`,`focusout`,`click`]);var Kp=U(`<div class="row"><button class="svelte-10n3pm9">Distance</button> <button class="svelte-10n3pm9">Angle</button> <button title="M or Esc" class="svelte-10n3pm9">Done</button></div> <p role="status"> </p>`,1),qp=U(`<li class="svelte-10n3pm9"><span> <strong> </strong> </span> <button title="Remove" class="svelte-10n3pm9">✕</button></li>`),Jp=U(`<button class="svelte-10n3pm9">Remove all</button>`),Yp=U(`<ul class="svelte-10n3pm9"></ul> <!>`,1),Xp=U(`<section class="box svelte-10n3pm9" aria-label="Measuring"><!> <!></section>`);function Zp(e,t){Je(t,!0);let n=N(()=>eo.mode===`distance`?[`Click one end on a slice.`,`Click the other end.`][eo.points.length]:[`Click a point on one leg, on a slice.`,`Click the corner.`,`Click a point on the other leg.`][eo.points.length]);var r=Yr(),i=L(r),a=e=>{var t=Xp(),r=I(t),i=e=>{var t=Kp(),r=L(t),i=I(r),a=z(i,2),o=z(a,2);A(r);var s=R(z(r,2),!0);B(()=>{J(i,`aria-pressed`,eo.mode===`distance`),J(a,`aria-pressed`,eo.mode===`angle`),G(s,V(n))}),H(`click`,i,()=>eo.set(`distance`)),H(`click`,a,()=>eo.set(`angle`)),H(`click`,o,()=>eo.set(`off`)),W(e,t)};K(r,e=>{eo.mode!==`off`&&e(i)});var a=z(r,2),o=e=>{var t=Yp(),n=L(t);q(n,21,()=>eo.list,e=>e.id,(e,t)=>{var n=qp(),r=I(n),i=I(r),a=z(i),o=R(a,!0),s=z(a);A(r);var c=z(r,2);A(n),B((e,n)=>{G(i,`${V(t).id??``}: `),G(o,e),G(s,`, ${n??``}`),J(c,`aria-label`,`Remove measure ${V(t).id??``}`)},[()=>Za(V(t).kind,V(t).points),()=>Dc(Ro.nerve!==null)[V(t).view].toLowerCase()]),H(`click`,c,()=>eo.remove(V(t).id)),W(e,n)}),A(n);var r=z(n,2),i=e=>{var t=Jp();H(`click`,t,()=>eo.removeAll()),W(e,t)};K(r,e=>{eo.list.length>1&&e(i)}),W(e,t)};K(a,e=>{eo.list.length&&e(o)}),A(t),W(e,t)};K(i,e=>{(eo.mode!==`off`||eo.list.length)&&e(a)}),W(e,r),Ye()}Rr([`click`]);var Qp=U(`<p class="numbers"> <strong> </strong> </p>`),$p=qr(`<rect></rect>`),em=qr(`<text text-anchor="middle"> </text>`),tm=qr(`<!><!>`,1),nm=qr(`<line stroke="var(--soft)" stroke-width="0.8"></line><text class="tick svelte-1aez77u" text-anchor="end" dominant-baseline="middle"> </text>`,1),rm=qr(`<path fill="none" stroke="var(--panel)" stroke-width="3.5"></path><path fill="none" stroke="var(--ink)" stroke-width="1.4" stroke-dasharray="3 3"></path>`,1),im=qr(`<path fill="none" stroke="var(--panel)" stroke-width="4.5"></path><path fill="none" stroke="var(--ink)" stroke-width="2"></path>`,1),am=qr(`<text class="tick svelte-1aez77u" text-anchor="middle"> </text>`),om=qr(`<line y1="0" stroke="var(--focus)" stroke-width="2"></line>`),sm=U(`<div class="plot svelte-1aez77u" role="slider" tabindex="0" aria-label="Place along the nerve"><svg aria-hidden="true" class="svelte-1aez77u"><defs><pattern id="strip-frozen" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#dbe7f3"></rect><rect width="8" height="1.5" fill="#8198b0"></rect></pattern><pattern id="strip-lasting" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="#56b4e9"></rect><rect width="2" height="8" fill="#2b86ba"></rect></pattern><pattern id="strip-core" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" fill="#e69f00"></rect><circle cx="3.5" cy="3.5" r="1.3" fill="#7a5200"></circle></pattern></defs><rect fill="var(--raised)"></rect><!><!><!><!><!><!><text class="tick end svelte-1aez77u" text-anchor="end"> </text><text class="tick end svelte-1aez77u" text-anchor="start"> </text></svg></div>`),cm=U(`<div><div class="words small"><h2> </h2> <p class="numbers"> </p> <!></div> <!></div>`);function lm(e,t){Je(t,!0);let n=P(900),r=N(()=>Y.source===`preview`||Z.document?.stale===!0),i=N(()=>Y.run?.nerve??null),a=N(()=>V(i)?.arc_mm??Y.course?.arc_mm??[]),o=N(()=>V(a)[0]??0),s=N(()=>V(a).at(-1)??1),c=N(()=>Ep([V(o),V(s)],[48,V(n)-10])),l=N(()=>Math.min(-50,...(V(i)?.coldest_degC??[]).filter(e=>e!==null))),u=N(()=>Ep([V(l),40],[56,4])),d=N(()=>V(i)?Op(V(i).arc_mm,V(i).coldest_degC):[]),f=N(()=>V(i)?.below_degC??-20),p=N(()=>Y.course?No(Y.course,X.crosshair).arc_mm:null),m=N(()=>V(i)&&V(p)!==null?`${V(p).toFixed(1)} mm: ${cc(Ap(V(i).arc_mm,V(i).coldest_degC,V(p)))} at its coldest point`:``),h=N(()=>V(i)?kp(V(i).arc_mm,V(i).coldest_degC,V(f)):null),g=N(()=>V(i)?V(i).full_extent_mm[1]-V(i).full_extent_mm[0]:null);function _(e){if(!Y.course)return;let t=e.currentTarget.getBoundingClientRect(),r=V(o)+(e.clientX-t.left-48)/(V(n)-48-10)*(V(s)-V(o));X.crosshair=Fo(Y.course,Math.min(V(s),Math.max(V(o),r)))}function v(e){if(!Y.course||V(p)===null||![`ArrowLeft`,`ArrowRight`].includes(e.key))return;let t=V(p)+(e.key===`ArrowLeft`?-1:1)*(e.shiftKey?5:1);X.crosshair=Fo(Y.course,Math.min(V(s),Math.max(V(o),t))),e.preventDefault()}var y=cm();let b;var x=I(y),S=I(x),C=R(S),w=z(S,2),T=R(w,!0),E=z(w,2),D=e=>{var t=Qp(),n=I(t),r=z(n),a=R(r),o=z(r);A(t),B((e,r,s)=>{J(t,`title`,V(i)?.sentence),G(n,`Below ${e??``} °C: whole section `),G(a,`${r??``} mm`),G(o,`, in part ${s??``} mm`)},[()=>lc(V(f),0),()=>V(g)?.toFixed(1),()=>V(h).toFixed(1)]),W(e,t)};K(E,e=>{V(h)!==null&&e(D)}),A(x);var O=z(x,2),ee=e=>{var t=sm(),r=I(t);J(r,`height`,74);var a=z(I(r));J(a,`y`,4),J(a,`height`,52);var l=z(a);q(l,17,()=>V(d),ai,(e,t)=>{let n=N(()=>V(c)(V(t).to_mm)-V(c)(V(t).from_mm));var r=tm(),i=L(r),a=e=>{var r=$p();J(r,`y`,4),J(r,`height`,52),B((e,n)=>{J(r,`x`,e),J(r,`width`,n),J(r,`fill`,`url(#strip-${V(t).cold??``})`)},[()=>V(c)(V(t).from_mm),()=>Math.max(0,V(n))]),W(e,r)};K(i,e=>{V(t).cold!==`unfrozen`&&V(t).cold!==`unknown`&&e(a)});var o=z(i),s=e=>{var r=em();J(r,`y`,51);var i=R(r,!0);B(e=>{Ti(r,0,yi(V(t).cold===`unfrozen`||V(t).cold===`unknown`?`plain`:`class`),`svelte-1aez77u`),J(r,`x`,e),G(i,ac[V(t).cold])},[()=>V(c)(V(t).from_mm)+V(n)/2]),W(e,r)};K(o,e=>{V(n)>84&&e(s)}),W(e,r)});var f=z(l);q(f,17,()=>ec,({level:e,dash:t})=>e,(e,t)=>{let n=()=>V(t).level,r=()=>V(t).dash;var i=nm(),a=L(i),l=z(a);J(l,`x`,44);var d=R(l);B((e,t,n,r,i,o,s)=>{J(a,`x1`,e),J(a,`x2`,t),J(a,`y1`,n),J(a,`y2`,r),J(a,`stroke-dasharray`,i),J(l,`y`,o),G(d,`${s??``} °C`)},[()=>V(c)(V(o)),()=>V(c)(V(s)),()=>V(u)(n()),()=>V(u)(n()),()=>r().join(` `),()=>V(u)(n()),()=>lc(n(),0)]),W(e,i)});var h=z(f),g=e=>{var t=rm(),n=L(t),r=z(n);B((e,t)=>{J(n,`d`,e),J(r,`d`,t)},[()=>Dp(V(i).arc_mm,V(i).warmest_degC,V(c),V(u)),()=>Dp(V(i).arc_mm,V(i).warmest_degC,V(c),V(u))]),W(e,t)};K(h,e=>{V(i)?.warmest_degC&&e(g)});var y=z(h),b=e=>{var t=im(),n=L(t),r=z(n);B((e,t)=>{J(n,`d`,e),J(r,`d`,t)},[()=>Dp(V(i).arc_mm,V(i).coldest_degC,V(c),V(u)),()=>Dp(V(i).arc_mm,V(i).coldest_degC,V(c),V(u))]),W(e,t)};K(y,e=>{V(i)&&e(b)});var x=z(y);q(x,16,()=>wp(V(o),V(s),Math.max(3,Math.floor(V(n)/90))),e=>e,(e,t)=>{var r=Yr(),i=L(r),a=e=>{var n=am();J(n,`y`,70);var r=R(n);B(e=>{J(n,`x`,e),G(r,`${t??``} mm`)},[()=>V(c)(t)]),W(e,n)},o=N(()=>V(c)(t)>124&&V(c)(t)<V(n)-155);K(i,e=>{V(o)&&e(a)}),W(e,r)});var S=z(x),C=e=>{var t=om();J(t,`y2`,60),B((e,n)=>{J(t,`x1`,e),J(t,`x2`,n)},[()=>V(c)(V(p)),()=>V(c)(V(p))]),W(e,t)};K(S,e=>{V(p)!==null&&e(C)});var w=z(S);J(w,`y`,70);var T=R(w),E=z(w);J(E,`x`,48),J(E,`y`,70);var D=R(E);A(r),A(t),B((e,i,c,l,u)=>{J(t,`aria-valuemin`,V(o)),J(t,`aria-valuemax`,V(s)),J(t,`aria-valuenow`,V(p)??V(o)),J(t,`aria-valuetext`,e),J(r,`viewBox`,`0 0 ${V(n)??``} 74`),J(r,`width`,V(n)),J(a,`x`,i),J(a,`width`,c),J(w,`x`,V(n)-10),G(T,`${l??``} mm, proximal`),G(D,`distal, ${u??``} mm`)},[()=>V(m)||`${(V(p)??V(o)).toFixed(1)} mm`,()=>V(c)(V(o)),()=>Math.max(0,V(c)(V(s))-V(c)(V(o))),()=>V(s).toFixed(0),()=>V(o).toFixed(0)]),H(`click`,t,_),H(`keydown`,t,v),sa(t,`clientWidth`,e=>F(n,e)),W(e,t)};K(O,e=>{V(a).length&&e(ee)}),A(y),B(()=>{b=Ti(y,1,`strip svelte-1aez77u`,null,b,{old:V(r)}),G(C,`Nerve${V(r)&&V(i)?` (last run)`:``}`),G(T,V(m)||(V(a).length||!Ro.scene?`Coldest temperature along the nerve, after a run`:`No nerve is drawn in this case.`))}),W(e,y),Ye()}Rr([`click`,`keydown`]);var um=(e,t=d,n=d)=>{var r=mm(),i=I(r),a=I(i);q(a,21,t,ai,(e,t,n)=>{var r=dm();Ti(r,1,`svelte-1h1b3ip`,null,{},{value:n>0});var i=R(r,!0);B(()=>G(i,V(t))),W(e,r)}),A(a),A(i);var o=z(i);q(o,21,n,ai,(e,t)=>{var n=N(()=>h(V(t)));let r=()=>V(n)[0],i=()=>V(n).slice(1);var a=pm(),o=I(a),s=R(o,!0);q(z(o),17,i,ai,(e,t)=>{var n=fm(),r=R(n,!0);B(()=>G(r,V(t))),W(e,n)}),A(a),B(()=>G(s,r())),W(e,a)}),A(o),A(r),W(e,r)},dm=U(`<th scope="col"> </th>`),fm=U(`<td class="value svelte-1h1b3ip"> </td>`),pm=U(`<tr><th scope="row" class="svelte-1h1b3ip"> </th><!></tr>`),mm=U(`<table class="rows small numbers"><thead class="svelte-1h1b3ip"><tr></tr></thead><tbody></tbody></table>`),hm=U(`<p class="small level-stop"> </p>`),gm=U(`<p class="small level-warn"> </p>`),_m=U(`<li> </li>`),vm=U(`<p class="small"><strong>Limited by</strong></p> <ul class="small points"></ul>`,1),ym=U(`<details><summary class="small"> </summary> <!></details>`),bm=U(`<div class="proposal svelte-1h1b3ip"><p><strong> </strong> </p> <!> <!> <!> <!> <!> <!> <!> <div class="row"><button class="primary">Accept this plan</button> <button>Leave it</button></div></div>`),xm=U(`<!> <p class="small soft"> </p>`,1),Sm=U(`<p class="small soft"> </p>`),Cm=U(`<div class="proposal svelte-1h1b3ip"><p> </p> <!> <!> <!> <!> <!> <div class="row"><button>Close</button></div></div>`),wm=U(`<div class="block svelte-1h1b3ip"><h2>Proposal and certainty</h2> <p class="small soft">A proposal places the probes for the goal within the limits. How certain the result is, many samples of what is not known tell.</p> <div class="row svelte-1h1b3ip"><button>Propose a plan</button> <button>How certain is this?</button> <label class="small svelte-1h1b3ip">samples <input type="number" min="10" max="2000" step="10" class="svelte-1h1b3ip"/></label></div> <!> <!></div>`);function Tm(e,t){Je(t,!0);let n=N(()=>Z.document),r=N(()=>As.plan),i=N(()=>As.spread),a=([e,...t])=>[e,t.join(`
`)],o=e=>e!==null&&e.text_key!==V(n)?.text_key,s=N(()=>As.current!==null&&As.current.of!==`pictures`),c=P(100);async function l(){let e=await Z.settled();e&&As.begin(`plan`,()=>Fa.plan(e.id,e.version,{}))}async function u(){let e=await Z.settled();e&&As.begin(`spread`,()=>Fa.spread(e.id,e.version,V(c)))}async function d(){V(r)&&await Z.edit({kind:`set_yaml`,text:V(r).yaml,words:`Accept the proposed plan`})&&(As.plan=null,await Z.run())}var f=wm(),p=z(I(f),4),m=I(p),h=z(m,2),g=z(h,2),_=z(I(g));Gi(_),A(g),A(p);var v=z(p,2),y=e=>{var t=bm(),n=I(t),i=I(n),s=R(i,!0),c=z(i,1,!0);A(n);var l=z(n,2);q(l,17,()=>V(r).stops,ai,(e,t)=>{var n=hm(),r=R(n);B(()=>G(r,`✕ ${V(t)??``}`)),W(e,n)});var u=z(l,2),f=e=>{var t=gm(),n=R(t);B(()=>G(n,`▲ ${V(r).unfinished??``}`)),W(e,t)};K(u,e=>{V(r).unfinished&&e(f)});var p=z(u,2),m=e=>{var t=gm(),n=R(t);B(()=>G(n,`▲ It was searched for version ${As.planJob?.version??``} of this case. Accepting it takes later changes back; undo brings them again.`)),W(e,t)},h=N(()=>o(As.planJob));K(p,e=>{V(h)&&e(m)});var g=z(p,2);um(g,()=>[`What it reaches`,`As it was (estimate)`,`Proposed (full run)`],()=>V(r).reach);var _=z(g,2),v=e=>{var t=vm(),n=z(L(t),2);q(n,21,()=>V(r).limited_by,ai,(e,t)=>{var n=_m(),r=R(n,!0);B(()=>G(r,V(t))),W(e,n)}),A(n),W(e,t)};K(_,e=>{V(r).limited_by.length&&e(v)});var y=z(_,2),b=e=>{{let t=N(()=>V(r).gains.map(a));um(e,()=>[`What one more would buy (estimate)`,`Goal covered, change`],()=>V(t))}};K(y,e=>{V(r).gains.length&&e(b)});var x=z(y,2),S=e=>{var t=ym(),n=I(t),i=R(n),o=z(n,2);{let e=N(()=>V(r).front.map(a));um(o,()=>[`Plan`,`Goal covered, cold outside of the nerve, time`],()=>V(e))}A(t),B(()=>G(i,`Other plans that were weighed (${V(r).front.length??``})`)),W(e,t)};K(x,e=>{V(r).front.length&&e(S)});var C=z(x,2),w=I(C),T=z(w,2);A(C),A(t),B(()=>{G(s,V(r).reached?`✓ `:`▲ `),G(c,V(r).sentence)}),H(`click`,w,d),H(`click`,T,()=>As.plan=null),W(e,t)};K(v,e=>{V(r)&&e(y)});var b=z(v,2),x=e=>{var t=Cm(),n=I(t),r=R(n,!0),a=z(n,2),s=e=>{var t=gm(),n=R(t);B(()=>G(n,`▲ Of version ${As.spreadJob?.version??``} of this case.`)),W(e,t)},c=N(()=>o(As.spreadJob));K(a,e=>{V(c)&&e(s)});var l=z(a,2),u=e=>{{let t=N(()=>V(i).likely.map(e=>e.map((e,t)=>t?e.replace(` (`,`
(`):e)));um(e,()=>[`How often`,`in order`,`no stop`],()=>V(t))}};K(l,e=>{V(i).likely.length&&e(u)});var d=z(l,2),f=e=>{{let t=N(()=>V(i).numbers.map(([e,t,n,r,i])=>[e,t,`${r}\n${n} to\n${i}`]));um(e,()=>[`Of ${V(i).samples} samples`,`Planned`,`Median, 5 to 95 %`],()=>V(t))}};K(d,e=>{V(i).numbers.length&&e(f)});var p=z(d,2),m=e=>{var t=xm(),n=L(t);um(n,()=>[`What matters most for ${V(i).matters.title}`,`from its 5 % to its 95 %`],()=>V(i).matters.rows);var r=R(z(n,2),!0);B(()=>G(r,V(i).matters.remark)),W(e,t)};K(p,e=>{V(i).matters&&e(m)});var h=z(p,2);q(h,17,()=>[...V(i).notes,V(i).remark],ai,(e,t)=>{var n=Sm(),r=R(n,!0);B(()=>G(r,V(t))),W(e,n)});var g=R(z(h,2));A(t),B(()=>G(r,V(i).sentence)),H(`click`,g,()=>As.spread=null),W(e,t)};K(b,e=>{V(i)&&e(x)}),A(f),B(()=>{m.disabled=V(s)||!V(n)?.goal,J(m,`title`,V(n)?.goal?``:`Set a goal first`),h.disabled=V(s)}),H(`click`,m,l),H(`click`,h,u),$i(_,()=>V(c),e=>F(c,e)),W(e,f),Ye()}Rr([`click`]);var Em=U(`<label class="small"> <input type="number" class="svelte-16fr1h8"/></label>`),Dm=U(`<option> </option>`),Om=U(`<p class="small soft numbers"> </p>`),km=U(`<p class="small level-stop"><strong> </strong></p>`),Am=U(`<button class="small">Remove</button>`),jm=U(`<fieldset><legend class="svelte-16fr1h8"> </legend> <label class="small">Device <select><!><!></select></label> <p class="small soft">Place of the tip, mm</p> <div class="three svelte-16fr1h8" role="group"><!></div> <details><summary class="small">Direction from the tip to the handle</summary> <div class="three svelte-16fr1h8"><!></div></details> <!> <!> <div class="row"><button class="small">Show</button> <!></div></fieldset>`),Mm=U(`<div class="block svelte-16fr1h8"><h2>Probes</h2> <p class="small soft">Drag the dot at a tip to move a probe, its ring to turn it.</p> <!> <div class="row"><button>Add a probe</button></div> <label class="check"><input type="checkbox"/> Snap to the nerve while dragging</label> <label class="check"><input type="checkbox"/> Run after moving a probe</label></div>`);function Nm(e,t){Je(t,!0);let n=(e,t=d,n=d,i=d,s=d)=>{let u=N(()=>V(o)[V(a).indexOf(t())]??t());var f=Yr();q(L(f),18,()=>r,e=>e,(e,r,a)=>{let o=N(()=>Number(V(u)[n()][V(a)].toFixed(l[n()])));var d=Em(),f=I(d),p=z(f);Gi(p),A(d),B(e=>{G(f,`${r??``} `),J(p,`step`,i()),Ki(p,V(o)),J(p,`aria-label`,e)},[()=>s().replace(`%`,r)]),H(`change`,p,e=>Ed(e.currentTarget,e=>c(t(),n(),V(a),e),()=>V(o))),W(e,d)}),W(e,f)},r=[`right`,`anterior`,`proximal`],i=P([]),a=N(()=>Z.document?.probes??[]),o=N(()=>Bs.places),s=N(()=>new Map((Y.source===`preview`?Bs.measured:[]).map(e=>[e.name,e])));ga(async()=>{try{F(i,(await Fa.catalogue()).devices)}catch{F(i,[])}});async function c(e,t,n,r){let i=Dd(r);if(i===null)return!1;let a=await Z.edit(r=>{let a=r.probes.find(({name:t})=>t===e.name);if(!a||a[t][n]===i)return null;let o={tip_mm:[...a.tip_mm],axis:[...a.axis]};return o[t][n]=i,{kind:`move_probe`,name:e.name,tip_mm:o.tip_mm,axis:Ga(o.axis,a.axis)}});return a&&Z.runAfterDrag&&Z.run(),a}let l={tip_mm:2,axis:3},u=(e,t=0)=>e==null?null:`${lc(e,t)} mm`;function f(e){let t=V(s).get(e.name)??e,n=t.gap_mm;return[t.insertion_mm===null?``:`${u(t.insertion_mm)} deep from the skin`,t.entry_mm===null?``:`enters it at ${Uc(t.entry_mm)}`,t.angle_deg===null?``:`${t.angle_deg.toFixed(0)}° to the skin`,n===null?``:n>.05?`gap to the nerve ${u(n,1)}`:n<-.05?`${u(-n,1)} into the nerve`:`touches the nerve`].filter(Boolean)}let p=e=>(V(s).get(e.name)??e).inside;var m=Mm(),h=z(I(m),4);q(h,19,()=>V(a),e=>e.name,(e,t,r)=>{let s=N(()=>V(o)[V(r)]??V(t));var c=jm();let l;var u=I(c),d=R(u,!0),m=z(u,2),h=z(I(m)),g=I(h),_=e=>{var n=Dm(),r=R(n,!0),i={};B(()=>{G(r,V(t).device_title??V(t).device),i!==(i=V(t).device)&&(n.value=(n.__value=i)??``)}),W(e,n)},v=N(()=>!V(i).some(e=>e.name===V(t).device));K(g,e=>{V(v)&&e(_)}),q(z(g),17,()=>V(i),e=>e.name,(e,t)=>{var n=Dm(),r=R(n,!0),i={};B(()=>{G(r,V(t).title),i!==(i=V(t).name)&&(n.value=(n.__value=i)??``)}),W(e,n)}),A(h);var y;Mi(h),A(m);var b=z(m,4),x=I(b);n(x,()=>V(t),()=>`tip_mm`,()=>.5,()=>`Tip of ${V(t).name} %, mm`),A(b);var S=z(b,2),C=z(I(S),2),w=I(C);n(w,()=>V(t),()=>`axis`,()=>.05,()=>`Direction of ${V(t).name}, %`),A(C),A(S);var T=z(S,2),E=e=>{var n=Om(),r=R(n,!0);B(e=>G(r,e),[()=>f(V(t)).join(` · `)]),W(e,n)},D=N(()=>f(V(t)).length);K(T,e=>{V(D)&&e(E)});var O=z(T,2),ee=e=>{var n=km(),r=R(I(n));A(n),B(e=>G(r,`✕ Inside: ${e??``}`),[()=>p(V(t))]),W(e,n)},k=N(()=>p(V(t)));K(O,e=>{V(k)&&e(ee)});var te=z(O,2),ne=I(te),re=z(ne,2),ie=e=>{var n=Am();H(`click`,n,()=>Z.edit({kind:`remove_probe`,name:V(t).name})),W(e,n)};K(re,e=>{V(a).length>1&&e(ie)}),A(te),A(c),B(()=>{l=Ti(c,1,`svelte-16fr1h8`,null,l,{held:Bs.drag?.probe.name===V(t).name}),G(d,V(t).name),J(h,`title`,V(t).device_title??V(t).device),y!==(y=V(t).device)&&(h.value=(h.__value=y)??``,ji(h,y)),J(b,`aria-label`,`Tip of ${V(t).name??``}, mm`)}),H(`change`,h,e=>Ed(e.currentTarget,e=>Z.edit({kind:`set_probe`,name:V(t).name,device:e}),()=>V(t).device)),H(`click`,ne,()=>X.crosshair=[...V(s).tip_mm]),W(e,c)});var g=z(h,2),_=R(g),v=z(g,2),y=I(v);Gi(y),Te(),A(v);var b=z(v,2),x=I(b);Gi(x),Te(),A(b),A(m),H(`click`,_,()=>Z.edit({kind:`add_probe`})),na(y,()=>X.snap,e=>X.snap=e),na(x,()=>Z.runAfterDrag,e=>Z.runAfterDrag=e),W(e,m),Ye()}Rr([`change`,`click`]);var Pm=U(`<label class="small"> <input type="number"/></label>`),Fm=U(`<div class="two svelte-1njgku6"></div>`),Im=U(`<div class="block svelte-1njgku6"><h2>Protocol <span class="soft length svelte-1njgku6"> </span></h2> <!> <details class="svelte-1njgku6"><summary class="small">Steps as sentences</summary> <textarea aria-label="Steps of the protocol, one a line" class="svelte-1njgku6"></textarea> <button>Use these steps</button></details></div>`);function Lm(e,t){Je(t,!0);let n=N(()=>Z.document?.protocol??[]),r=N(()=>ho(V(n))),i=N(()=>V(n).map(e=>e.sentence).join(`
`)),a=N(()=>V(r)!==null),o=P(``),s=P(!1);Tn(()=>{F(o,V(i),!0)}),Tn(()=>{V(a)||F(s,!0)});let c=[[`cycles`,`Cycles`,1,1,6],[`freeze_s`,`Freeze, s`,10,10,1200],[`thaw_s`,`Thaw, s`,10,10,1200],[`temperature_degC`,`Console, °C`,1,-196,-10]];async function l(e,t){let n=Dd(t);return n===null?!1:e===`cycles`&&!(Number.isInteger(n)&&n>0)?(Qa.problem(Error(`A protocol has one cycle or more, and whole ones.`)),!1):Z.edit(t=>{let r=ho(t.protocol);return r&&r[e]!==n?{kind:`set_protocol`,steps:go({...r,[e]:n})}:null})}function u(){let e=V(o).split(`
`).map(e=>e.trim()).filter(Boolean);Z.edit({kind:`set_protocol`,steps:e})}var d=Im(),f=I(d),p=R(z(I(f)));A(f);var m=z(f,2),g=e=>{var t=Fm();q(t,21,()=>c,([e,t,n,r,i])=>e,(e,t)=>{var n=N(()=>h(V(t),5));let i=()=>V(n)[0],a=()=>V(n)[1],o=()=>V(n)[2],s=()=>V(n)[3],c=()=>V(n)[4];var u=Pm(),d=I(u),f=z(d);Gi(f),A(u),B(()=>{G(d,`${a()??``} `),J(f,`step`,o()),J(f,`min`,s()),J(f,`max`,c()),Ki(f,V(r)[i()])}),H(`change`,f,e=>Ed(e.currentTarget,e=>l(i(),e),()=>V(r)?.[i()]??``)),W(e,u)}),A(t),W(e,t)};K(m,e=>{V(r)&&e(g)});var _=z(m,2),v=z(I(_),2);st(v);var y=z(v,2);A(_),A(d),B((e,t)=>{G(p,`${e??``} min`),J(v,`rows`,t),y.disabled=V(o)===V(i)},[()=>co(Z.document?.procedure_s??0),()=>Math.max(3,V(n).length+1)]),$i(v,()=>V(o),e=>F(o,e)),H(`click`,y,u),ua(`open`,`toggle`,_,e=>F(s,e),()=>V(s)),W(e,d),Ye()}Rr([`change`,`click`]);var Rm=qr(`<svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true"><path fill="none" stroke="currentColor" stroke-width="1.6"></path></svg>`);function zm(e,t){let n={large:`M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4`,small:`M6 2v4H2M14 6h-4V2M10 14v-4h4M2 10h4v4`,jump:`M8 1v4M8 11v4M1 8h4M11 8h4M8 4a4 4 0 1 1 0 8a4 4 0 1 1 0-8`};var r=Rm(),i=R(r);B(()=>J(i,`d`,n[t.name])),W(e,r)}var Bm=U(`<p class="first svelte-1wiled2"> </p>`),Vm=U(`<p class="small soft">Before a run: what can be checked from the case alone.</p>`),Hm=U(`<p class="small level-warn">▲ Of the last run, not of the preview on the views.</p>`),Um=U(`<p class="small level-warn"> </p>`),Wm=U(`<span> </span>`),Gm=U(`<span class="soft svelte-1wiled2"><!></span>`),Km=U(`<span class="soft svelte-1wiled2"> </span>`),qm=U(`<span class="small numbers value svelte-1wiled2"> <!></span>`),Jm=U(`<p class="small more svelte-1wiled2"> <span class="soft"> </span></p>`),Ym=U(`<li class="svelte-1wiled2"><button class="quiet about svelte-1wiled2"><span class="svelte-1wiled2"> <!></span> <span><span aria-hidden="true" class="svelte-1wiled2"> </span> </span> <!></button> <!></li>`),Xm=U(`<li class="soft svelte-1wiled2">Nothing was found.</li>`),Zm=U(`<br/><span class="soft"> </span>`,1),Qm=U(`<tr><th scope="row" class="svelte-1wiled2"> <br/><span class="soft"> </span></th><td class="numbers value svelte-1wiled2"> <!></td></tr>`),$m=U(`<details><summary class="small">Numbers of the run, with band and source</summary> <table class="rows small"><thead><tr><th scope="col" class="svelte-1wiled2">At the end, and its source</th><th scope="col" class="value svelte-1wiled2">Value and band</th></tr></thead><tbody></tbody></table></details>`),eh=U(`<div class="block"><h2>Safety and goal</h2> <!> <!> <!> <p class="small numbers counts svelte-1wiled2"></p> <ul class="list svelte-1wiled2" tabindex="0" aria-label="Findings, gravest first"></ul> <!> <p class="small soft">Not a prognosis.</p></div>`);function th(e,t){Je(t,!0);let n={ok:[`✓`,`ok`],note:[`ℹ`,`note`],warn:[`▲`,`warning`],stop:[`✕`,`stop`]},r=[`stop`,`warn`,`note`,`ok`],i=N(()=>Y.run),a=N(()=>[...V(i)?V(i).findings:Z.document?.findings??[]].sort((e,t)=>r.indexOf(e.level)-r.indexOf(t.level))),o=N(()=>r.map(e=>[V(a).filter(t=>t.level===e).length,n[e]]).filter(([e])=>e>0).map(([e,[t,n]])=>`${t} ${e} ${n}${e>1&&n!==`ok`?`s`:``}`)),s=P(null);function c(e,t){F(s,V(s)===t?null:t,!0),e.at_mm&&(X.crosshair=e.at_mm),e.time_s!==void 0&&e.time_s!==null&&Y.goTo(e.time_s,!1)}var l=eh(),u=z(I(l),2),d=e=>{var t=Bm(),n=R(t,!0);B(()=>G(n,V(i).first_sentence)),W(e,t)},f=e=>{W(e,Vm())};K(u,e=>{V(i)?e(d):e(f,-1)});var p=z(u,2),m=e=>{W(e,Hm())};K(p,e=>{V(i)&&Y.source===`preview`&&e(m)});var h=z(p,2),g=e=>{var t=Um(),n=R(t);B(()=>G(n,`▲ Stale: of version ${V(i).version??``}; the case is at version ${Z.document.version??``}.`)),W(e,t)};K(h,e=>{Z.document?.stale&&V(i)&&e(g)});var _=z(h,2);q(_,20,()=>V(o),e=>e,(e,t)=>{var n=Wm(),r=R(n,!0);B(()=>G(r,t)),W(e,n)}),A(_);var v=z(_,2);q(v,21,()=>V(a),ai,(e,t,n)=>{var r=Ym(),i=I(r),a=I(i),o=I(a),l=z(o),u=e=>{var t=Gm();zm(I(t),{name:`jump`}),A(t),W(e,t)};K(l,e=>{V(t).at_mm&&e(u)}),A(a);var d=z(a,2),f=I(d),p=R(f,!0),m=z(f);A(d);var h=z(d,2),g=e=>{var n=qm(),r=I(n,!0),i=z(r),a=e=>{var n=Km(),r=R(n);B(()=>G(r,`${V(t).value_text?`, `:``}limit ${V(t).limit_text??``}`)),W(e,n)};K(i,e=>{V(t).limit_text&&e(a)}),A(n),B(()=>G(r,V(t).value_text??``)),W(e,n)};K(h,e=>{(V(t).value_text??V(t).limit_text)&&e(g)}),A(i);var _=z(i,2),v=e=>{var n=Jm(),r=I(n),i=R(z(r));A(n),B(()=>{G(r,`${V(t).sentence??``} `),G(i,`[${V(t).source??``}]`)}),W(e,n)};K(_,e=>{V(s)===n&&e(v)}),A(r),B(()=>{J(i,`aria-expanded`,V(s)===n),G(o,`${V(t).about??``} `),Ti(d,1,`level-${V(t).level??``} verdict`,`svelte-1wiled2`),G(p,V(t).sign),G(m,` ${V(t).word??``}`)}),H(`click`,i,()=>c(V(t),n)),W(e,r)},e=>{W(e,Xm())}),A(v);var y=z(v,2),b=e=>{var t=$m(),n=z(I(t),2),r=z(I(n));q(r,21,()=>V(i).summary.rows,ai,(e,t)=>{var n=Qm(),r=I(n),i=I(r,!0),a=R(z(i,2),!0);A(r);var o=z(r),s=I(o,!0),c=z(s),l=e=>{var n=Zm(),r=R(z(L(n)),!0);B(()=>G(r,V(t).band)),W(e,n)};K(c,e=>{V(t).band&&e(l)}),A(o),A(n),B(()=>{G(i,V(t).label),G(a,V(t).source),G(s,V(t).value)}),W(e,n)}),A(r),A(n),A(t),W(e,t)};K(y,e=>{V(i)?.summary.rows.length&&e(b)}),Te(2),A(l),W(e,l),Ye()}Rr([`click`]);var nh=U(`<br/><span class="small"> </span>`,1),rh=U(`<span> </span>`),ih=U(`<option> </option>`),ah=U(`<div class="scrubber svelte-q2dijo"><button class="play svelte-q2dijo" title="Play or pause (P)"> </button> <button aria-label="One frame back" title="One frame back (,)">‹</button> <button aria-label="One frame on" title="One frame on (.)">›</button> <p class="now numbers svelte-q2dijo"><strong class="svelte-q2dijo"> </strong><!></p> <div class="track svelte-q2dijo"><div class="bands svelte-q2dijo" aria-hidden="true"></div> <input type="range" min="0" step="any" aria-label="Time of the procedure" class="svelte-q2dijo"/></div> <label class="small speed svelte-q2dijo">Speed <select></select></label> <button title="The coldest each place ever was (C)">Coldest</button></div>`);function oh(e,t){Je(t,!0);let n=N(()=>Y.run),r=N(()=>V(n)?Y.bands:uo(Z.document?.protocol??[])),i=N(()=>Math.max(1,V(r).at(-1)?.end??1,Y.end)),a=N(()=>Y.nadir?`Coldest of all`:Y.band?.name??`Before a run`);function o(e){let t={ArrowLeft:-1,ArrowDown:-1,ArrowRight:1,ArrowUp:1,PageUp:10,PageDown:-10}[e.key];if(t)Y.go(Y.index+t);else if(e.key===`Home`)Y.go(0);else if(e.key===`End`)Y.go((V(n)?.frames??1)-1);else return;e.preventDefault(),e.stopPropagation()}var s=ah(),c=I(s),l=R(c,!0),u=z(c,2),d=z(u,2),f=z(d,2),p=I(f),m=R(p,!0),h=z(p),g=e=>{var t=nh(),n=R(z(L(t)));B((e,t)=>G(n,`${e??``} of ${t??``} min`),[()=>co(Y.time),()=>co(V(i))]),W(e,t)};K(h,e=>{V(n)&&!Y.nadir&&e(g)}),A(f);var _=z(f,2),v=I(_);q(v,21,()=>V(r),ai,(e,t)=>{var n=rh();let r;var a=R(n,!0);B(()=>{Ti(n,1,yi(V(t).kind),`svelte-q2dijo`),J(n,`title`,V(t).sentence),r=Di(n,``,r,{left:`${100*V(t).start/V(i)}%`,width:`${100*(V(t).end-V(t).start)/V(i)}%`}),G(a,V(t).name)}),W(e,n)}),A(v);var y=z(v,2);Gi(y),A(_);var b=z(_,2),x=z(I(b));q(x,20,()=>[5,20,60],e=>e,(e,t)=>{var n=ih(),r=R(n),i={};B(()=>{G(r,`${t??``}×`),i!==(i=t)&&(n.value=(n.__value=i)??``)}),W(e,n)}),A(x),Mi(x),A(b);var S=z(b,2);A(s),B((e,t)=>{c.disabled=!V(n),J(c,`aria-label`,Y.playing?`Pause`:`Play`),G(l,Y.playing?`❚❚`:`▶`),u.disabled=!V(n),d.disabled=!V(n),G(m,V(a)),J(y,`max`,V(i)),Ki(y,Y.time),y.disabled=!V(n),J(y,`aria-valuetext`,`${V(a)??``}, ${e??``} of ${t??``} minutes`),S.disabled=!V(n),J(S,`aria-pressed`,Y.nadir)},[()=>co(Y.time),()=>co(V(i))]),H(`click`,c,()=>Y.toggle()),H(`click`,u,()=>Y.go(Y.index-1)),H(`click`,d,()=>Y.go(Y.index+1)),H(`input`,y,e=>Y.goTo(e.currentTarget.valueAsNumber)),H(`keydown`,y,o),Ni(x,()=>Y.speed,e=>Y.speed=e),H(`click`,S,()=>Y.showNadir(!Y.nadir)),W(e,s),Ye()}Rr([`click`,`input`,`keydown`]);var sh=qr(`<circle stroke="var(--ink)"><title> </title></circle>`),ch=qr(`<text dominant-baseline="middle" class="svelte-xbmkli"> </text>`),lh=U(`<li><svg width="14" height="14" viewBox="-0.5 -0.5 1 1" aria-hidden="true"><circle r="0.45" stroke="var(--ink)" stroke-width="0.05"></circle></svg> </li>`),uh=U(`<svg role="img"><defs><pattern id="section-lasting" width="0.35" height="0.35" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="0.35" height="0.35" fill="#56b4e9"></rect><rect width="0.14" height="0.35" fill="#1d6f9f"></rect></pattern><pattern id="section-core" width="0.35" height="0.35" patternUnits="userSpaceOnUse"><rect width="0.35" height="0.35" fill="#e69f00"></rect><circle cx="0.17" cy="0.17" r="0.08" fill="#5c3f00"></circle></pattern></defs><polygon fill="#caa62f" fill-opacity="0.35" stroke="var(--ink)"></polygon><!><!><line stroke="var(--ink)"></line><text text-anchor="middle" class="svelte-xbmkli"> </text></svg> <p class="small"> </p> <ul class="small legend svelte-xbmkli"></ul>`,1),dh=U(`<p class="small soft">Shown after a run.</p>`),fh=U(`<div class="block svelte-xbmkli"><h2>Fascicles at the crosshair</h2> <!></div>`);function ph(e,t){Je(t,!0);let n=N(()=>{let e=[`unfrozen`,`frozen`,`lasting`,`core`];return V(o)?.fascicles.some(e=>e.coldest_degC===null)?[...e,`unknown`]:e}),r=N(()=>Y.run),i=N(()=>Y.course?No(Y.course,X.crosshair).arc_mm:0),a=N(()=>{let e=V(r)?.nerve?.arc_mm??[];return e.reduce((t,n,r)=>Math.abs(n-V(i))<Math.abs(e[t]-V(i))?r:t,0)}),o=P(null);Tn(()=>{let[e,t]=[V(r)?.id,V(a)];if(!e||!V(r)?.nerve){F(o,null);return}let n=!0,i=setTimeout(async()=>{let r=await Fa.section(e,t).catch(()=>null);n&&F(o,r)},120);return()=>{n=!1,clearTimeout(i)}});let s=N(()=>Math.max(1,...(V(o)?.outline_mm??[]).flat().map(Math.abs))*1.3),c=N(()=>{let e=V(o)?.fascicles??[];return e.some(e=>e.interrupted===null||e.coldest_degC===null)?`it is not known how many of ${e.length} fascicles are interrupted`:`${e.filter(e=>e.interrupted).length} of ${e.length} fascicles are interrupted`}),l=N(()=>{if(!V(o))return[];let[e,t]=V(o).across,n=.93*V(s);return[{word:zc(za(e,-1)),x:-n,y:0,anchor:`start`},{word:zc(e),x:n,y:0,anchor:`end`},{word:zc(t),x:0,y:-n,anchor:`middle`},{word:zc(za(t,-1)),x:0,y:n,anchor:`middle`}]}),u=N(()=>Hc(.6*V(s)));var d=fh(),f=z(I(d),2),p=e=>{var t=uh(),r=L(t);J(r,`width`,250),J(r,`height`,250);var i=z(I(r)),a=z(i);q(a,17,()=>V(o).fascicles,ai,(e,t)=>{let n=N(()=>sc(V(t).coldest_degC));var r=sh(),i=R(I(r));A(r),B(e=>{J(r,`cx`,V(t).centre_mm[0]),J(r,`cy`,-V(t).centre_mm[1]),J(r,`r`,V(t).radius_mm),Ti(r,0,yi(V(n)),`svelte-xbmkli`),J(r,`stroke-width`,V(t).interrupted?V(s)/35:V(s)/160),G(i,`${e??``} at its coldest${V(t).interrupted?`, interrupted`:``}`)},[()=>cc(V(t).coldest_degC)]),W(e,r)});var d=z(a);q(d,17,()=>V(l),ai,(e,t)=>{var n=ch(),r=R(n,!0);B(()=>{J(n,`x`,V(t).x),J(n,`y`,V(t).y),J(n,`text-anchor`,V(t).anchor),J(n,`font-size`,V(s)/9),G(r,V(t).word)}),W(e,n)});var f=z(d),p=z(f),m=R(p);A(r);var h=z(r,2),g=R(h),_=z(h,2);q(_,20,()=>V(n),e=>e,(e,t)=>{var n=lh(),r=I(n),i=R(r),a=z(r);A(n),B(()=>{Ti(i,0,yi(t),`svelte-xbmkli`),G(a,` ${ac[t]??``}`)}),W(e,n)}),A(_),B((e,t,n)=>{J(r,`viewBox`,`${-V(s)} ${-V(s)} ${2*V(s)} ${2*V(s)}`),J(r,`aria-label`,`At ${e??``} mm along the nerve ${V(c)??``}`),J(i,`points`,t),J(i,`stroke-width`,V(s)/120),J(f,`x1`,.95*V(s)-V(u)),J(f,`x2`,.95*V(s)),J(f,`y1`,.9*V(s)),J(f,`y2`,.9*V(s)),J(f,`stroke-width`,V(s)/60),J(p,`x`,.95*V(s)-V(u)/2),J(p,`y`,.81*V(s)),J(p,`font-size`,V(s)/10),G(m,`${V(u)??``} mm`),G(g,`${n??``} mm along the nerve: ${V(c)??``} (thick outline). Fill: the coldest here.`)},[()=>V(o).arc_mm.toFixed(1),()=>V(o).outline_mm.map(([e,t])=>`${e},${-t}`).join(` `),()=>V(o).arc_mm.toFixed(1)]),W(e,t)},m=e=>{W(e,dh())};K(f,e=>{V(o)&&V(o).fascicles.length?e(p):e(m,-1)}),A(d),W(e,d),Ye()}var mh=U(`<option> </option>`),hh=U(`<p class="small level-warn">▲ The samples are of another state of the case, and are not drawn. Ask again how certain it is.</p>`),gh=U(`<!> <p class="small soft"> </p>`,1),_h=U(`<div class="row svelte-iclpen"><label class="check"><input type="checkbox"/> Show how sure</label> <label class="small">ever below <select aria-label="How sure: ever below" class="svelte-iclpen"></select></label></div> <!>`,1),vh=U(`<p class="small soft">Ask under Plan how certain the result is: then the views can show where it is sure to get cold, and where it may.</p>`),yh=U(`<h2>How sure</h2> <!>`,1);function bh(e,t){Je(t,!0);let n=N(()=>Td.told?.off_mm[tc.indexOf(Td.limit)]??null);var r=yh(),i=z(L(r),2),a=e=>{var t=_h(),r=L(t),i=I(r),a=I(i);Gi(a),Te(),A(i);var o=z(i,2),s=z(I(o));q(s,20,()=>tc,e=>e,(e,t)=>{var n=mh(),r=R(n,!0),i={};B(e=>{G(r,e),i!==(i=t)&&(n.value=(n.__value=i)??``)},[()=>cc(t,0)]),W(e,n)}),A(s);var c;Mi(s),A(o),A(r);var l=z(r,2),u=e=>{W(e,hh())},d=e=>{var t=gh(),r=L(t);Qd(r,{});var i=R(z(r,2));B(e=>G(i,`Of ${Td.told.samples??``} samples, in place of the isotherms. ${Td.told.remark??``}
      ${e??``}`),[()=>V(n)===null?``:`These cells put the plan's own line ${V(n).toFixed(1)} mm off (root mean square).`]),W(e,t)};K(l,e=>{Td.stale?e(u):e(d,-1)}),B(()=>{a.disabled=Td.stale,s.disabled=Td.stale,c!==(c=Td.limit)&&(s.value=(s.__value=c)??``,ji(s,c))}),na(a,()=>Td.on,e=>Td.on=e),H(`change`,s,e=>Td.choose(Number(e.currentTarget.value))),W(e,t)},o=e=>{W(e,vh())};K(i,e=>{Td.told?e(a):e(o,-1)}),W(e,r),Ye()}Rr([`change`]);var xh=U(`<label class="check svelte-18n5m77"><input type="checkbox"/> <svg width="34" height="12" aria-hidden="true"><rect width="34" height="12" rx="3" fill="#10161d"></rect><line x1="3" x2="31" y1="6" y2="6" stroke-width="2.5"></line></svg> <span class="label svelte-18n5m77"> </span> <span class="soft small"> </span></label>`),Sh=U(`<label class="check svelte-18n5m77"><input type="checkbox"/> <span class="swatch svelte-18n5m77" aria-hidden="true"></span> </label> <input type="range" min="5" max="100" step="5" class="svelte-18n5m77"/> <span class="small soft numbers"> </span>`,1),Ch=U(`<h2>Tissues in 3D</h2> <div class="tissues svelte-18n5m77"></div> <button title="Isotherms and tissues as they are shown at first">Show as at first</button>`,1),wh=U(`<div class="block"><h2>Isotherms</h2> <!> <!> <!></div>`);function Th(e,t){Je(t,!0);let n=N(()=>[...new Set(Ro.meshes.map(({structure:e})=>e.kind))]),r=e=>e===tc[0]?`edge of ice`:e===tc.at(-1)?`core`:Y.run?.nerve?.grade_words.axonotmesis??``;function i(e,t){X.isotherms[e]=t,X.keepShown()}function a(e,t){X.hidden[e]=!t,X.keepShown()}var o=wh(),s=z(I(o),2);q(s,17,()=>ec,e=>e.level,(e,t)=>{var n=xh(),a=I(n);Gi(a);var o=z(a,2),s=z(I(o));A(o);var c=z(o,2),l=R(c,!0),u=R(z(c,2),!0);A(n),B((e,n)=>{qi(a,X.isotherms[V(t).level]),J(s,`stroke`,V(t).colour),J(s,`stroke-dasharray`,e),G(l,V(t).label),G(u,n)},[()=>V(t).dash.join(` `),()=>[r(V(t).level),V(t).line].filter(Boolean).join(`, `)]),H(`change`,a,e=>i(V(t).level,e.currentTarget.checked)),W(e,n)});var c=z(s,2);bh(c,{});var l=z(c,2),u=e=>{var t=Ch(),r=z(L(t),2);q(r,20,()=>V(n),e=>e,(e,t)=>{var n=Sh(),r=L(n),i=I(r);Gi(i);var o=z(i,2);let s;var c=z(o);A(r);var l=z(r,2);Gi(l);var u=R(z(l,2),!0);B((e,n,r)=>{qi(i,!X.hidden[t]),s=Di(o,``,s,{background:e}),G(c,` ${t??``}`),Ki(l,n),l.disabled=X.hidden[t],J(l,`aria-label`,`How opaque ${t??``} is, percent`),G(u,r)},[()=>`rgb(${rc(t).join(` `)??``})`,()=>Math.round(100*(X.opacity[t]??1)),()=>X.hidden[t]?`hidden`:`${Math.round(100*(X.opacity[t]??1))} %`]),H(`change`,i,e=>a(t,e.currentTarget.checked)),H(`input`,l,e=>X.opacity[t]=e.currentTarget.valueAsNumber/100),H(`change`,l,()=>X.keepShown()),W(e,n)}),A(r),H(`click`,z(r,2),()=>X.showAsAtFirst()),W(e,t)};K(l,e=>{V(n).length&&e(u)}),A(o),W(e,o),Ye()}Rr([`change`,`input`,`click`]);var Eh=U(`<p class="small soft"> </p>`),Dh=U(`<figure class="svelte-1gwh8gl"><img class="svelte-1gwh8gl"/> <p class="badge warn stamp svelte-1gwh8gl">SIMULATED</p> <figcaption class="small soft"> </figcaption></figure> <!>`,1),Oh=U(`<p class="small level-warn" role="status"> </p>`),kh=U(`<button>Simulate the scanner’s pictures</button> <!> <p class="small soft">Takes about a minute, once for a run.</p>`,1),Ah=U(`<p class="small soft" role="status"> </p>`),jh=U(`<div class="block svelte-1gwh8gl"><h2>Simulated ultrasound</h2> <!></div>`);function Mh(e,t){Je(t,!0);let n=N(()=>Y.run),r=P(null),i=P(null),a=P(``);Tn(()=>{let e=V(r);if(!e||e!==V(n)?.id)return;let t=new AbortController;return F(a,`The pictures are being simulated.`),Fa.pictures(e,e=>F(a,e||V(a),!0),t.signal).then(e=>{F(i,e),F(a,e.frames>0?``:e.sentence??`No picture can be simulated for this case.`,!0),e.plane&&(X.scanner={...e.plane})}).catch(e=>{if(t.signal.aborted)return;let n=Ia(e);(e=>{var t=h(e,2);F(r,t[0],!0),F(a,t[1],!0)})([null,[n.what,n.remedy].filter(Boolean).join(` `)])}),()=>t.abort()}),Tn(()=>{F(i,null),F(a,``),F(r,null),X.scanner=null,V(n)?.id});var o=jh(),s=z(I(o),2),c=e=>{var t=Dh(),r=L(t),a=I(r),o=R(z(a,4));A(r),q(z(r,2),17,()=>V(i).remarks??[],ai,(e,t)=>{var n=Eh(),r=R(n,!0);B(()=>G(r,V(t))),W(e,n)}),B((e,t,n)=>{J(a,`src`,e),J(a,`alt`,`Simulated ultrasound at ${t??``} min, in the plane of the scanner`),G(o,`Simulated from the run at ${n??``} min, in the scanner’s plane. No patient was imaged.`)},[()=>Fa.ultrasoundUrl(V(n).id,Math.min(Y.index,V(i).frames-1)),()=>co(Y.time),()=>co(Y.time)]),W(e,t)},l=e=>{var t=kh(),i=L(t),o=z(i,2),s=e=>{var t=Oh(),n=R(t);B(()=>G(n,`▲ ${V(a)??``}`)),W(e,t)};K(o,e=>{V(a)&&e(s)}),Te(2),H(`click`,i,()=>F(r,V(n).id,!0)),W(e,t)},u=e=>{var t=Ah(),n=R(t,!0);B(()=>G(n,V(a)||`After a run, pictures of the scanner can be simulated here.`)),W(e,t)};K(s,e=>{V(n)&&V(i)&&V(i).frames>0?e(c):V(n)&&V(r)!==V(n).id?e(l,1):e(u,-1)}),A(o),W(e,o),Ye()}Rr([`click`]);var Nh=1e3,Ph=1001,Fh=1002,Ih=1003,Lh=1004,Rh=1005,zh=1006,Bh=1007,Vh=1008,Hh=1009,Uh=1010,Wh=1011,Gh=1012,Kh=1013,qh=1014,Jh=1015,Yh=1016,Xh=1017,Zh=1018,Qh=1020,$h=35902,eg=35899,tg=1021,ng=1022,rg=1023,ig=1026,ag=1027,og=1028,sg=1029,cg=1030,lg=1031,ug=1033,dg=33776,fg=33777,pg=33778,mg=33779,hg=35840,gg=35841,_g=35842,vg=35843,yg=36196,bg=37492,xg=37496,Sg=37488,Cg=37489,wg=37490,Tg=37491,Eg=37808,Dg=37809,Og=37810,kg=37811,Ag=37812,jg=37813,Mg=37814,Ng=37815,Pg=37816,Fg=37817,Ig=37818,Lg=37819,Rg=37820,zg=37821,Bg=36492,Vg=36494,Hg=36495,Ug=36283,Wg=36284,Gg=36285,Kg=36286,qg=2300,Jg=2301,Yg=2302,Xg=2303,Zg=2400,Qg=2401,$g=2402,e_=3200,t_=`srgb`,n_=`srgb-linear`,r_=`linear`,i_=`srgb`,a_=7680,o_=35044,s_=2e3;function c_(e){for(let t=e.length-1;t>=0;--t)if(e[t]>=65535)return!0;return!1}function l_(e){return ArrayBuffer.isView(e)&&!(e instanceof DataView)}function u_(e){return document.createElementNS(`http://www.w3.org/1999/xhtml`,e)}function d_(){let e=u_(`canvas`);return e.style.display=`block`,e}var f_={};function p_(...e){let t=`THREE.`+e.shift();console.log(t,...e)}function m_(e){let t=e[0];if(typeof t==`string`&&t.startsWith(`TSL:`)){let t=e[1];t&&t.isStackTrace?e[0]+=` `+t.getLocation():e[1]=`Stack trace not available. Enable "THREE.Node.captureStackTrace" to capture stack traces.`}return e}function h_(...e){e=m_(e);let t=`THREE.`+e.shift();{let n=e[0];n&&n.isStackTrace?console.warn(n.getError(t)):console.warn(t,...e)}}function g_(...e){e=m_(e);let t=`THREE.`+e.shift();{let n=e[0];n&&n.isStackTrace?console.error(n.getError(t)):console.error(t,...e)}}function __(...e){let t=e.join(` `);t in f_||(f_[t]=!0,h_(...e))}function v_(e,t,n){return new Promise(function(r,i){function a(){switch(e.clientWaitSync(t,e.SYNC_FLUSH_COMMANDS_BIT,0)){case e.WAIT_FAILED:i();break;case e.TIMEOUT_EXPIRED:setTimeout(a,n);break;default:r()}}setTimeout(a,n)})}var y_={0:0,2:6,4:4,3:5,1:1,6:2,7:7,5:3},b_=class{addEventListener(e,t){this._listeners===void 0&&(this._listeners={});let n=this._listeners;n[e]===void 0&&(n[e]=[]),n[e].indexOf(t)===-1&&n[e].push(t)}hasEventListener(e,t){let n=this._listeners;return n!==void 0&&n[e]!==void 0&&n[e].indexOf(t)!==-1}removeEventListener(e,t){let n=this._listeners;if(n===void 0)return;let r=n[e];if(r!==void 0){let e=r.indexOf(t);e!==-1&&r.splice(e,1)}}dispatchEvent(e){let t=this._listeners;if(t===void 0)return;let n=t[e.type];if(n!==void 0){e.target=this;let t=n.slice(0);for(let n=0,r=t.length;n<r;n++)t[n].call(this,e);e.target=null}}},x_=`00.01.02.03.04.05.06.07.08.09.0a.0b.0c.0d.0e.0f.10.11.12.13.14.15.16.17.18.19.1a.1b.1c.1d.1e.1f.20.21.22.23.24.25.26.27.28.29.2a.2b.2c.2d.2e.2f.30.31.32.33.34.35.36.37.38.39.3a.3b.3c.3d.3e.3f.40.41.42.43.44.45.46.47.48.49.4a.4b.4c.4d.4e.4f.50.51.52.53.54.55.56.57.58.59.5a.5b.5c.5d.5e.5f.60.61.62.63.64.65.66.67.68.69.6a.6b.6c.6d.6e.6f.70.71.72.73.74.75.76.77.78.79.7a.7b.7c.7d.7e.7f.80.81.82.83.84.85.86.87.88.89.8a.8b.8c.8d.8e.8f.90.91.92.93.94.95.96.97.98.99.9a.9b.9c.9d.9e.9f.a0.a1.a2.a3.a4.a5.a6.a7.a8.a9.aa.ab.ac.ad.ae.af.b0.b1.b2.b3.b4.b5.b6.b7.b8.b9.ba.bb.bc.bd.be.bf.c0.c1.c2.c3.c4.c5.c6.c7.c8.c9.ca.cb.cc.cd.ce.cf.d0.d1.d2.d3.d4.d5.d6.d7.d8.d9.da.db.dc.dd.de.df.e0.e1.e2.e3.e4.e5.e6.e7.e8.e9.ea.eb.ec.ed.ee.ef.f0.f1.f2.f3.f4.f5.f6.f7.f8.f9.fa.fb.fc.fd.fe.ff`.split(`.`),S_=Math.PI/180,C_=180/Math.PI;function w_(){let e=Math.random()*4294967295|0,t=Math.random()*4294967295|0,n=Math.random()*4294967295|0,r=Math.random()*4294967295|0;return(x_[e&255]+x_[e>>8&255]+x_[e>>16&255]+x_[e>>24&255]+`-`+x_[t&255]+x_[t>>8&255]+`-`+x_[t>>16&15|64]+x_[t>>24&255]+`-`+x_[n&63|128]+x_[n>>8&255]+`-`+x_[n>>16&255]+x_[n>>24&255]+x_[r&255]+x_[r>>8&255]+x_[r>>16&255]+x_[r>>24&255]).toLowerCase()}function T_(e,t,n){return Math.max(t,Math.min(n,e))}function E_(e,t){return(e%t+t)%t}function D_(e,t,n){return(1-n)*e+n*t}function O_(e){return 2**Math.floor(Math.log(e)/Math.LN2)}function k_(e){switch(e.constructor){case Uint32Array:return 4294967295;case Uint16Array:return 65535;case Uint8Array:case Uint8ClampedArray:return 255;case Int32Array:return 2147483647;case Int16Array:return 32767;case Int8Array:return 127;default:return}}function A_(e,t){if(t.constructor===Float32Array)return e;let n=k_(t);if(n===void 0)throw Error(`THREE.MathUtils: Invalid component type.`);return Math.max(e/n,-1)}function j_(e,t){if(t.constructor===Float32Array)return e;let n=k_(t);if(n===void 0)throw Error(`THREE.MathUtils: Invalid component type.`);return Math.round(e*n)}var M_=class{static{this.prototype.isVector2=!0}constructor(e=0,t=0){this.x=e,this.y=t}get width(){return this.x}set width(e){this.x=e}get height(){return this.y}set height(e){this.y=e}set(e,t){return this.x=e,this.y=t,this}setScalar(e){return this.x=e,this.y=e,this}setX(e){return this.x=e,this}setY(e){return this.y=e,this}setComponent(e,t){switch(e){case 0:this.x=t;break;case 1:this.y=t;break;default:throw Error(`THREE.Vector2: index is out of range: `+e)}return this}getComponent(e){switch(e){case 0:return this.x;case 1:return this.y;default:throw Error(`THREE.Vector2: index is out of range: `+e)}}clone(){return new this.constructor(this.x,this.y)}copy(e){return this.x=e.x,this.y=e.y,this}add(e){return this.x+=e.x,this.y+=e.y,this}addScalar(e){return this.x+=e,this.y+=e,this}addVectors(e,t){return this.x=e.x+t.x,this.y=e.y+t.y,this}addScaledVector(e,t){return this.x+=e.x*t,this.y+=e.y*t,this}sub(e){return this.x-=e.x,this.y-=e.y,this}subScalar(e){return this.x-=e,this.y-=e,this}subVectors(e,t){return this.x=e.x-t.x,this.y=e.y-t.y,this}multiply(e){return this.x*=e.x,this.y*=e.y,this}multiplyScalar(e){return this.x*=e,this.y*=e,this}divide(e){return this.x/=e.x,this.y/=e.y,this}divideScalar(e){return this.multiplyScalar(1/e)}applyMatrix3(e){let t=this.x,n=this.y,r=e.elements;return this.x=r[0]*t+r[3]*n+r[6],this.y=r[1]*t+r[4]*n+r[7],this}min(e){return this.x=Math.min(this.x,e.x),this.y=Math.min(this.y,e.y),this}max(e){return this.x=Math.max(this.x,e.x),this.y=Math.max(this.y,e.y),this}clamp(e,t){return this.x=T_(this.x,e.x,t.x),this.y=T_(this.y,e.y,t.y),this}clampScalar(e,t){return this.x=T_(this.x,e,t),this.y=T_(this.y,e,t),this}clampLength(e,t){let n=this.length();return this.divideScalar(n||1).multiplyScalar(T_(n,e,t))}floor(){return this.x=Math.floor(this.x),this.y=Math.floor(this.y),this}ceil(){return this.x=Math.ceil(this.x),this.y=Math.ceil(this.y),this}round(){return this.x=Math.round(this.x),this.y=Math.round(this.y),this}roundToZero(){return this.x=Math.trunc(this.x),this.y=Math.trunc(this.y),this}negate(){return this.x=-this.x,this.y=-this.y,this}dot(e){return this.x*e.x+this.y*e.y}cross(e){return this.x*e.y-this.y*e.x}lengthSq(){return this.x*this.x+this.y*this.y}length(){return Math.sqrt(this.x*this.x+this.y*this.y)}manhattanLength(){return Math.abs(this.x)+Math.abs(this.y)}normalize(){return this.divideScalar(this.length()||1)}angle(){return Math.atan2(-this.y,-this.x)+Math.PI}angleTo(e){let t=Math.sqrt(this.lengthSq()*e.lengthSq());if(t===0)return Math.PI/2;let n=this.dot(e)/t;return Math.acos(T_(n,-1,1))}distanceTo(e){return Math.sqrt(this.distanceToSquared(e))}distanceToSquared(e){let t=this.x-e.x,n=this.y-e.y;return t*t+n*n}manhattanDistanceTo(e){return Math.abs(this.x-e.x)+Math.abs(this.y-e.y)}setLength(e){return this.normalize().multiplyScalar(e)}lerp(e,t){return this.x+=(e.x-this.x)*t,this.y+=(e.y-this.y)*t,this}lerpVectors(e,t,n){return this.x=e.x+(t.x-e.x)*n,this.y=e.y+(t.y-e.y)*n,this}equals(e){return e.x===this.x&&e.y===this.y}fromArray(e,t=0){return this.x=e[t],this.y=e[t+1],this}toArray(e=[],t=0){return e[t]=this.x,e[t+1]=this.y,e}fromBufferAttribute(e,t){return this.x=e.getX(t),this.y=e.getY(t),this}rotateAround(e,t){let n=Math.cos(t),r=Math.sin(t),i=this.x-e.x,a=this.y-e.y;return this.x=i*n-a*r+e.x,this.y=i*r+a*n+e.y,this}random(){return this.x=Math.random(),this.y=Math.random(),this}*[Symbol.iterator](){yield this.x,yield this.y}},N_=class{constructor(e=0,t=0,n=0,r=1){this.isQuaternion=!0,this._x=e,this._y=t,this._z=n,this._w=r}static slerpFlat(e,t,n,r,i,a,o){let s=n[r+0],c=n[r+1],l=n[r+2],u=n[r+3],d=i[a+0],f=i[a+1],p=i[a+2],m=i[a+3];if(u!==m||s!==d||c!==f||l!==p){let e=s*d+c*f+l*p+u*m;e<0&&(d=-d,f=-f,p=-p,m=-m,e=-e);let t=1-o;if(e<.9995){let n=Math.acos(e),r=Math.sin(n);t=Math.sin(t*n)/r,o=Math.sin(o*n)/r,s=s*t+d*o,c=c*t+f*o,l=l*t+p*o,u=u*t+m*o}else{s=s*t+d*o,c=c*t+f*o,l=l*t+p*o,u=u*t+m*o;let e=1/Math.sqrt(s*s+c*c+l*l+u*u);s*=e,c*=e,l*=e,u*=e}}e[t]=s,e[t+1]=c,e[t+2]=l,e[t+3]=u}static multiplyQuaternionsFlat(e,t,n,r,i,a){let o=n[r],s=n[r+1],c=n[r+2],l=n[r+3],u=i[a],d=i[a+1],f=i[a+2],p=i[a+3];return e[t]=o*p+l*u+s*f-c*d,e[t+1]=s*p+l*d+c*u-o*f,e[t+2]=c*p+l*f+o*d-s*u,e[t+3]=l*p-o*u-s*d-c*f,e}get x(){return this._x}set x(e){this._x=e,this._onChangeCallback()}get y(){return this._y}set y(e){this._y=e,this._onChangeCallback()}get z(){return this._z}set z(e){this._z=e,this._onChangeCallback()}get w(){return this._w}set w(e){this._w=e,this._onChangeCallback()}set(e,t,n,r){return this._x=e,this._y=t,this._z=n,this._w=r,this._onChangeCallback(),this}clone(){return new this.constructor(this._x,this._y,this._z,this._w)}copy(e){return this._x=e.x,this._y=e.y,this._z=e.z,this._w=e.w,this._onChangeCallback(),this}setFromEuler(e,t=!0){let n=e._x,r=e._y,i=e._z,a=e._order,o=Math.cos,s=Math.sin,c=o(n/2),l=o(r/2),u=o(i/2),d=s(n/2),f=s(r/2),p=s(i/2);switch(a){case`XYZ`:this._x=d*l*u+c*f*p,this._y=c*f*u-d*l*p,this._z=c*l*p+d*f*u,this._w=c*l*u-d*f*p;break;case`YXZ`:this._x=d*l*u+c*f*p,this._y=c*f*u-d*l*p,this._z=c*l*p-d*f*u,this._w=c*l*u+d*f*p;break;case`ZXY`:this._x=d*l*u-c*f*p,this._y=c*f*u+d*l*p,this._z=c*l*p+d*f*u,this._w=c*l*u-d*f*p;break;case`ZYX`:this._x=d*l*u-c*f*p,this._y=c*f*u+d*l*p,this._z=c*l*p-d*f*u,this._w=c*l*u+d*f*p;break;case`YZX`:this._x=d*l*u+c*f*p,this._y=c*f*u+d*l*p,this._z=c*l*p-d*f*u,this._w=c*l*u-d*f*p;break;case`XZY`:this._x=d*l*u-c*f*p,this._y=c*f*u-d*l*p,this._z=c*l*p+d*f*u,this._w=c*l*u+d*f*p;break;default:h_(`Quaternion: .setFromEuler() encountered an unknown order: `+a)}return t===!0&&this._onChangeCallback(),this}setFromAxisAngle(e,t){let n=t/2,r=Math.sin(n);return this._x=e.x*r,this._y=e.y*r,this._z=e.z*r,this._w=Math.cos(n),this._onChangeCallback(),this}setFromRotationMatrix(e){let t=e.elements,n=t[0],r=t[4],i=t[8],a=t[1],o=t[5],s=t[9],c=t[2],l=t[6],u=t[10],d=n+o+u;if(d>0){let e=.5/Math.sqrt(d+1);this._w=.25/e,this._x=(l-s)*e,this._y=(i-c)*e,this._z=(a-r)*e}else if(n>o&&n>u){let e=2*Math.sqrt(1+n-o-u);this._w=(l-s)/e,this._x=.25*e,this._y=(r+a)/e,this._z=(i+c)/e}else if(o>u){let e=2*Math.sqrt(1+o-n-u);this._w=(i-c)/e,this._x=(r+a)/e,this._y=.25*e,this._z=(s+l)/e}else{let e=2*Math.sqrt(1+u-n-o);this._w=(a-r)/e,this._x=(i+c)/e,this._y=(s+l)/e,this._z=.25*e}return this._onChangeCallback(),this}setFromUnitVectors(e,t){let n=e.dot(t)+1;return n<1e-8?(n=0,Math.abs(e.x)>Math.abs(e.z)?(this._x=-e.y,this._y=e.x,this._z=0,this._w=n):(this._x=0,this._y=-e.z,this._z=e.y,this._w=n)):(this._x=e.y*t.z-e.z*t.y,this._y=e.z*t.x-e.x*t.z,this._z=e.x*t.y-e.y*t.x,this._w=n),this.normalize()}angleTo(e){return 2*Math.acos(Math.abs(T_(this.dot(e),-1,1)))}rotateTowards(e,t){let n=this.angleTo(e);if(n===0)return this;let r=Math.min(1,t/n);return this.slerp(e,r),this}identity(){return this.set(0,0,0,1)}invert(){return this.conjugate()}conjugate(){return this._x*=-1,this._y*=-1,this._z*=-1,this._onChangeCallback(),this}dot(e){return this._x*e._x+this._y*e._y+this._z*e._z+this._w*e._w}lengthSq(){return this._x*this._x+this._y*this._y+this._z*this._z+this._w*this._w}length(){return Math.sqrt(this._x*this._x+this._y*this._y+this._z*this._z+this._w*this._w)}normalize(){let e=this.length();return e===0?(this._x=0,this._y=0,this._z=0,this._w=1):(e=1/e,this._x*=e,this._y*=e,this._z*=e,this._w*=e),this._onChangeCallback(),this}multiply(e){return this.multiplyQuaternions(this,e)}premultiply(e){return this.multiplyQuaternions(e,this)}multiplyQuaternions(e,t){let n=e._x,r=e._y,i=e._z,a=e._w,o=t._x,s=t._y,c=t._z,l=t._w;return this._x=n*l+a*o+r*c-i*s,this._y=r*l+a*s+i*o-n*c,this._z=i*l+a*c+n*s-r*o,this._w=a*l-n*o-r*s-i*c,this._onChangeCallback(),this}slerp(e,t){let n=e._x,r=e._y,i=e._z,a=e._w,o=this.dot(e);o<0&&(n=-n,r=-r,i=-i,a=-a,o=-o);let s=1-t;if(o<.9995){let e=Math.acos(o),c=Math.sin(e);s=Math.sin(s*e)/c,t=Math.sin(t*e)/c,this._x=this._x*s+n*t,this._y=this._y*s+r*t,this._z=this._z*s+i*t,this._w=this._w*s+a*t,this._onChangeCallback()}else this._x=this._x*s+n*t,this._y=this._y*s+r*t,this._z=this._z*s+i*t,this._w=this._w*s+a*t,this.normalize();return this}slerpQuaternions(e,t,n){return this.copy(e).slerp(t,n)}random(){let e=2*Math.PI*Math.random(),t=2*Math.PI*Math.random(),n=Math.random(),r=Math.sqrt(1-n),i=Math.sqrt(n);return this.set(r*Math.sin(e),r*Math.cos(e),i*Math.sin(t),i*Math.cos(t))}equals(e){return e._x===this._x&&e._y===this._y&&e._z===this._z&&e._w===this._w}fromArray(e,t=0){return this._x=e[t],this._y=e[t+1],this._z=e[t+2],this._w=e[t+3],this._onChangeCallback(),this}toArray(e=[],t=0){return e[t]=this._x,e[t+1]=this._y,e[t+2]=this._z,e[t+3]=this._w,e}fromBufferAttribute(e,t){return this._x=e.getX(t),this._y=e.getY(t),this._z=e.getZ(t),this._w=e.getW(t),this._onChangeCallback(),this}toJSON(){return this.toArray()}_onChange(e){return this._onChangeCallback=e,this}_onChangeCallback(){}*[Symbol.iterator](){yield this._x,yield this._y,yield this._z,yield this._w}},Q=class{static{this.prototype.isVector3=!0}constructor(e=0,t=0,n=0){this.x=e,this.y=t,this.z=n}set(e,t,n){return n===void 0&&(n=this.z),this.x=e,this.y=t,this.z=n,this}setScalar(e){return this.x=e,this.y=e,this.z=e,this}setX(e){return this.x=e,this}setY(e){return this.y=e,this}setZ(e){return this.z=e,this}setComponent(e,t){switch(e){case 0:this.x=t;break;case 1:this.y=t;break;case 2:this.z=t;break;default:throw Error(`THREE.Vector3: index is out of range: `+e)}return this}getComponent(e){switch(e){case 0:return this.x;case 1:return this.y;case 2:return this.z;default:throw Error(`THREE.Vector3: index is out of range: `+e)}}clone(){return new this.constructor(this.x,this.y,this.z)}copy(e){return this.x=e.x,this.y=e.y,this.z=e.z,this}add(e){return this.x+=e.x,this.y+=e.y,this.z+=e.z,this}addScalar(e){return this.x+=e,this.y+=e,this.z+=e,this}addVectors(e,t){return this.x=e.x+t.x,this.y=e.y+t.y,this.z=e.z+t.z,this}addScaledVector(e,t){return this.x+=e.x*t,this.y+=e.y*t,this.z+=e.z*t,this}sub(e){return this.x-=e.x,this.y-=e.y,this.z-=e.z,this}subScalar(e){return this.x-=e,this.y-=e,this.z-=e,this}subVectors(e,t){return this.x=e.x-t.x,this.y=e.y-t.y,this.z=e.z-t.z,this}multiply(e){return this.x*=e.x,this.y*=e.y,this.z*=e.z,this}multiplyScalar(e){return this.x*=e,this.y*=e,this.z*=e,this}multiplyVectors(e,t){return this.x=e.x*t.x,this.y=e.y*t.y,this.z=e.z*t.z,this}applyEuler(e){return this.applyQuaternion(F_.setFromEuler(e))}applyAxisAngle(e,t){return this.applyQuaternion(F_.setFromAxisAngle(e,t))}applyMatrix3(e){let t=this.x,n=this.y,r=this.z,i=e.elements;return this.x=i[0]*t+i[3]*n+i[6]*r,this.y=i[1]*t+i[4]*n+i[7]*r,this.z=i[2]*t+i[5]*n+i[8]*r,this}applyNormalMatrix(e){return this.applyMatrix3(e).normalize()}applyMatrix4(e){let t=this.x,n=this.y,r=this.z,i=e.elements,a=1/(i[3]*t+i[7]*n+i[11]*r+i[15]);return this.x=(i[0]*t+i[4]*n+i[8]*r+i[12])*a,this.y=(i[1]*t+i[5]*n+i[9]*r+i[13])*a,this.z=(i[2]*t+i[6]*n+i[10]*r+i[14])*a,this}applyQuaternion(e){let t=this.x,n=this.y,r=this.z,i=e.x,a=e.y,o=e.z,s=e.w,c=2*(a*r-o*n),l=2*(o*t-i*r),u=2*(i*n-a*t);return this.x=t+s*c+a*u-o*l,this.y=n+s*l+o*c-i*u,this.z=r+s*u+i*l-a*c,this}project(e){return this.applyMatrix4(e.matrixWorldInverse).applyMatrix4(e.projectionMatrix)}unproject(e){return this.applyMatrix4(e.projectionMatrixInverse).applyMatrix4(e.matrixWorld)}transformDirection(e){let t=this.x,n=this.y,r=this.z,i=e.elements;return this.x=i[0]*t+i[4]*n+i[8]*r,this.y=i[1]*t+i[5]*n+i[9]*r,this.z=i[2]*t+i[6]*n+i[10]*r,this.normalize()}divide(e){return this.x/=e.x,this.y/=e.y,this.z/=e.z,this}divideScalar(e){return this.multiplyScalar(1/e)}min(e){return this.x=Math.min(this.x,e.x),this.y=Math.min(this.y,e.y),this.z=Math.min(this.z,e.z),this}max(e){return this.x=Math.max(this.x,e.x),this.y=Math.max(this.y,e.y),this.z=Math.max(this.z,e.z),this}clamp(e,t){return this.x=T_(this.x,e.x,t.x),this.y=T_(this.y,e.y,t.y),this.z=T_(this.z,e.z,t.z),this}clampScalar(e,t){return this.x=T_(this.x,e,t),this.y=T_(this.y,e,t),this.z=T_(this.z,e,t),this}clampLength(e,t){let n=this.length();return this.divideScalar(n||1).multiplyScalar(T_(n,e,t))}floor(){return this.x=Math.floor(this.x),this.y=Math.floor(this.y),this.z=Math.floor(this.z),this}ceil(){return this.x=Math.ceil(this.x),this.y=Math.ceil(this.y),this.z=Math.ceil(this.z),this}round(){return this.x=Math.round(this.x),this.y=Math.round(this.y),this.z=Math.round(this.z),this}roundToZero(){return this.x=Math.trunc(this.x),this.y=Math.trunc(this.y),this.z=Math.trunc(this.z),this}negate(){return this.x=-this.x,this.y=-this.y,this.z=-this.z,this}dot(e){return this.x*e.x+this.y*e.y+this.z*e.z}lengthSq(){return this.x*this.x+this.y*this.y+this.z*this.z}length(){return Math.sqrt(this.x*this.x+this.y*this.y+this.z*this.z)}manhattanLength(){return Math.abs(this.x)+Math.abs(this.y)+Math.abs(this.z)}normalize(){return this.divideScalar(this.length()||1)}setLength(e){return this.normalize().multiplyScalar(e)}lerp(e,t){return this.x+=(e.x-this.x)*t,this.y+=(e.y-this.y)*t,this.z+=(e.z-this.z)*t,this}lerpVectors(e,t,n){return this.x=e.x+(t.x-e.x)*n,this.y=e.y+(t.y-e.y)*n,this.z=e.z+(t.z-e.z)*n,this}cross(e){return this.crossVectors(this,e)}crossVectors(e,t){let n=e.x,r=e.y,i=e.z,a=t.x,o=t.y,s=t.z;return this.x=r*s-i*o,this.y=i*a-n*s,this.z=n*o-r*a,this}projectOnVector(e){let t=e.lengthSq();if(t===0)return this.set(0,0,0);let n=e.dot(this)/t;return this.copy(e).multiplyScalar(n)}projectOnPlane(e){return P_.copy(this).projectOnVector(e),this.sub(P_)}reflect(e){return this.sub(P_.copy(e).multiplyScalar(2*this.dot(e)))}angleTo(e){let t=Math.sqrt(this.lengthSq()*e.lengthSq());if(t===0)return Math.PI/2;let n=this.dot(e)/t;return Math.acos(T_(n,-1,1))}distanceTo(e){return Math.sqrt(this.distanceToSquared(e))}distanceToSquared(e){let t=this.x-e.x,n=this.y-e.y,r=this.z-e.z;return t*t+n*n+r*r}manhattanDistanceTo(e){return Math.abs(this.x-e.x)+Math.abs(this.y-e.y)+Math.abs(this.z-e.z)}setFromSpherical(e){return this.setFromSphericalCoords(e.radius,e.phi,e.theta)}setFromSphericalCoords(e,t,n){let r=Math.sin(t)*e;return this.x=r*Math.sin(n),this.y=Math.cos(t)*e,this.z=r*Math.cos(n),this}setFromCylindrical(e){return this.setFromCylindricalCoords(e.radius,e.theta,e.y)}setFromCylindricalCoords(e,t,n){return this.x=e*Math.sin(t),this.y=n,this.z=e*Math.cos(t),this}setFromMatrixPosition(e){let t=e.elements;return this.x=t[12],this.y=t[13],this.z=t[14],this}setFromMatrixScale(e){let t=this.setFromMatrixColumn(e,0).length(),n=this.setFromMatrixColumn(e,1).length(),r=this.setFromMatrixColumn(e,2).length();return this.x=t,this.y=n,this.z=r,this}setFromMatrixColumn(e,t){return this.fromArray(e.elements,t*4)}setFromMatrix3Column(e,t){return this.fromArray(e.elements,t*3)}setFromEuler(e){return this.x=e._x,this.y=e._y,this.z=e._z,this}setFromColor(e){return this.x=e.r,this.y=e.g,this.z=e.b,this}equals(e){return e.x===this.x&&e.y===this.y&&e.z===this.z}fromArray(e,t=0){return this.x=e[t],this.y=e[t+1],this.z=e[t+2],this}toArray(e=[],t=0){return e[t]=this.x,e[t+1]=this.y,e[t+2]=this.z,e}fromBufferAttribute(e,t){return this.x=e.getX(t),this.y=e.getY(t),this.z=e.getZ(t),this}random(){return this.x=Math.random(),this.y=Math.random(),this.z=Math.random(),this}randomDirection(){let e=Math.random()*Math.PI*2,t=Math.random()*2-1,n=Math.sqrt(1-t*t);return this.x=n*Math.cos(e),this.y=t,this.z=n*Math.sin(e),this}*[Symbol.iterator](){yield this.x,yield this.y,yield this.z}},P_=new Q,F_=new N_,I_=class{static{this.prototype.isMatrix3=!0}constructor(e,t,n,r,i,a,o,s,c){this.elements=[1,0,0,0,1,0,0,0,1],e!==void 0&&this.set(e,t,n,r,i,a,o,s,c)}set(e,t,n,r,i,a,o,s,c){let l=this.elements;return l[0]=e,l[1]=r,l[2]=o,l[3]=t,l[4]=i,l[5]=s,l[6]=n,l[7]=a,l[8]=c,this}identity(){return this.set(1,0,0,0,1,0,0,0,1),this}copy(e){let t=this.elements,n=e.elements;return t[0]=n[0],t[1]=n[1],t[2]=n[2],t[3]=n[3],t[4]=n[4],t[5]=n[5],t[6]=n[6],t[7]=n[7],t[8]=n[8],this}extractBasis(e,t,n){return e.setFromMatrix3Column(this,0),t.setFromMatrix3Column(this,1),n.setFromMatrix3Column(this,2),this}setFromMatrix4(e){let t=e.elements;return this.set(t[0],t[4],t[8],t[1],t[5],t[9],t[2],t[6],t[10]),this}multiply(e){return this.multiplyMatrices(this,e)}premultiply(e){return this.multiplyMatrices(e,this)}multiplyMatrices(e,t){let n=e.elements,r=t.elements,i=this.elements,a=n[0],o=n[3],s=n[6],c=n[1],l=n[4],u=n[7],d=n[2],f=n[5],p=n[8],m=r[0],h=r[3],g=r[6],_=r[1],v=r[4],y=r[7],b=r[2],x=r[5],S=r[8];return i[0]=a*m+o*_+s*b,i[3]=a*h+o*v+s*x,i[6]=a*g+o*y+s*S,i[1]=c*m+l*_+u*b,i[4]=c*h+l*v+u*x,i[7]=c*g+l*y+u*S,i[2]=d*m+f*_+p*b,i[5]=d*h+f*v+p*x,i[8]=d*g+f*y+p*S,this}multiplyScalar(e){let t=this.elements;return t[0]*=e,t[3]*=e,t[6]*=e,t[1]*=e,t[4]*=e,t[7]*=e,t[2]*=e,t[5]*=e,t[8]*=e,this}determinant(){let e=this.elements,t=e[0],n=e[1],r=e[2],i=e[3],a=e[4],o=e[5],s=e[6],c=e[7],l=e[8];return t*a*l-t*o*c-n*i*l+n*o*s+r*i*c-r*a*s}invert(){let e=this.elements,t=e[0],n=e[1],r=e[2],i=e[3],a=e[4],o=e[5],s=e[6],c=e[7],l=e[8],u=l*a-o*c,d=o*s-l*i,f=c*i-a*s,p=t*u+n*d+r*f;if(p===0)return this.set(0,0,0,0,0,0,0,0,0);let m=1/p;return e[0]=u*m,e[1]=(r*c-l*n)*m,e[2]=(o*n-r*a)*m,e[3]=d*m,e[4]=(l*t-r*s)*m,e[5]=(r*i-o*t)*m,e[6]=f*m,e[7]=(n*s-c*t)*m,e[8]=(a*t-n*i)*m,this}transpose(){let e,t=this.elements;return e=t[1],t[1]=t[3],t[3]=e,e=t[2],t[2]=t[6],t[6]=e,e=t[5],t[5]=t[7],t[7]=e,this}getNormalMatrix(e){return this.setFromMatrix4(e).invert().transpose()}transposeIntoArray(e){let t=this.elements;return e[0]=t[0],e[1]=t[3],e[2]=t[6],e[3]=t[1],e[4]=t[4],e[5]=t[7],e[6]=t[2],e[7]=t[5],e[8]=t[8],this}setUvTransform(e,t,n,r,i,a,o){let s=Math.cos(i),c=Math.sin(i);return this.set(n*s,n*c,-n*(s*a+c*o)+a+e,-r*c,r*s,-r*(-c*a+s*o)+o+t,0,0,1),this}scale(e,t){return __(`Matrix3: .scale() is deprecated. Use .makeScale() instead.`),this.premultiply(L_.makeScale(e,t)),this}rotate(e){return __(`Matrix3: .rotate() is deprecated. Use .makeRotation() instead.`),this.premultiply(L_.makeRotation(-e)),this}translate(e,t){return __(`Matrix3: .translate() is deprecated. Use .makeTranslation() instead.`),this.premultiply(L_.makeTranslation(e,t)),this}makeTranslation(e,t){return e.isVector2?this.set(1,0,e.x,0,1,e.y,0,0,1):this.set(1,0,e,0,1,t,0,0,1),this}makeRotation(e){let t=Math.cos(e),n=Math.sin(e);return this.set(t,-n,0,n,t,0,0,0,1),this}makeScale(e,t){return this.set(e,0,0,0,t,0,0,0,1),this}equals(e){let t=this.elements,n=e.elements;for(let e=0;e<9;e++)if(t[e]!==n[e])return!1;return!0}fromArray(e,t=0){for(let n=0;n<9;n++)this.elements[n]=e[n+t];return this}toArray(e=[],t=0){let n=this.elements;return e[t]=n[0],e[t+1]=n[1],e[t+2]=n[2],e[t+3]=n[3],e[t+4]=n[4],e[t+5]=n[5],e[t+6]=n[6],e[t+7]=n[7],e[t+8]=n[8],e}clone(){return new this.constructor().fromArray(this.elements)}},L_=new I_,R_=new I_().set(.4123908,.3575843,.1804808,.212639,.7151687,.0721923,.0193308,.1191948,.9505322),z_=new I_().set(3.2409699,-1.5373832,-.4986108,-.9692436,1.8759675,.0415551,.0556301,-.203977,1.0569715);function B_(){let e={enabled:!0,workingColorSpace:n_,spaces:{},convert:function(e,t,n){return this.enabled===!1||t===n||!t||!n||(this.spaces[t].transfer===`srgb`&&(e.r=H_(e.r),e.g=H_(e.g),e.b=H_(e.b)),this.spaces[t].primaries!==this.spaces[n].primaries&&(e.applyMatrix3(this.spaces[t].toXYZ),e.applyMatrix3(this.spaces[n].fromXYZ)),this.spaces[n].transfer===`srgb`&&(e.r=U_(e.r),e.g=U_(e.g),e.b=U_(e.b))),e},workingToColorSpace:function(e,t){return this.convert(e,this.workingColorSpace,t)},colorSpaceToWorking:function(e,t){return this.convert(e,t,this.workingColorSpace)},getPrimaries:function(e){return this.spaces[e].primaries},getTransfer:function(e){return e===``?r_:this.spaces[e].transfer},getToneMappingMode:function(e){return this.spaces[e].outputColorSpaceConfig.toneMappingMode||`standard`},getLuminanceCoefficients:function(e,t=this.workingColorSpace){return e.fromArray(this.spaces[t].luminanceCoefficients)},define:function(e){Object.assign(this.spaces,e)},_getMatrix:function(e,t,n){return e.copy(this.spaces[n].fromXYZ).multiply(this.spaces[t].toXYZ)},_getDrawingBufferColorSpace:function(e){return this.spaces[e].outputColorSpaceConfig.drawingBufferColorSpace},_getUnpackColorSpace:function(e=this.workingColorSpace){return this.spaces[e].workingColorSpaceConfig.unpackColorSpace}},t=[.64,.33,.3,.6,.15,.06],n=[.2126,.7152,.0722],r=[.3127,.329];return e.define({[n_]:{primaries:t,whitePoint:r,transfer:r_,toXYZ:R_,fromXYZ:z_,luminanceCoefficients:n,workingColorSpaceConfig:{unpackColorSpace:t_},outputColorSpaceConfig:{drawingBufferColorSpace:t_}},[t_]:{primaries:t,whitePoint:r,transfer:i_,toXYZ:R_,fromXYZ:z_,luminanceCoefficients:n,outputColorSpaceConfig:{drawingBufferColorSpace:t_}}}),e}var V_=B_();function H_(e){return e<.04045?e*.0773993808:(e*.9478672986+.0521327014)**2.4}function U_(e){return e<.0031308?e*12.92:1.055*e**.41666-.055}var W_,G_=class{static getDataURL(e,t=`image/png`){if(/^data:/i.test(e.src)||typeof HTMLCanvasElement>`u`)return e.src;let n;if(e instanceof HTMLCanvasElement)n=e;else{W_===void 0&&(W_=u_(`canvas`)),W_.width=e.width,W_.height=e.height;let t=W_.getContext(`2d`);e instanceof ImageData?t.putImageData(e,0,0):t.drawImage(e,0,0,e.width,e.height),n=W_}return n.toDataURL(t)}static sRGBToLinear(e){if(typeof HTMLImageElement<`u`&&e instanceof HTMLImageElement||typeof HTMLCanvasElement<`u`&&e instanceof HTMLCanvasElement||typeof ImageBitmap<`u`&&e instanceof ImageBitmap){let t=u_(`canvas`);t.width=e.width,t.height=e.height;let n=t.getContext(`2d`);n.drawImage(e,0,0,e.width,e.height);let r=n.getImageData(0,0,e.width,e.height),i=r.data;for(let e=0;e<i.length;e++)i[e]=H_(i[e]/255)*255;return n.putImageData(r,0,0),t}if(e.data){let t=e.data.slice(0);for(let e=0;e<t.length;e++)t instanceof Uint8Array||t instanceof Uint8ClampedArray?t[e]=Math.floor(H_(t[e]/255)*255):t[e]=H_(t[e]);return{data:t,width:e.width,height:e.height}}return h_(`ImageUtils.sRGBToLinear(): Unsupported image type. No color space conversion applied.`),e}},K_=0,q_=class{constructor(e=null){this.isTextureSource=!0,Object.defineProperty(this,"id",{value:K_++}),this.uuid=w_(),this.data=e,this.dataReady=!0,this.version=0}getSize(e){let t=this.data;return typeof HTMLVideoElement<`u`&&t instanceof HTMLVideoElement?e.set(t.videoWidth,t.videoHeight,0):typeof VideoFrame<`u`&&t instanceof VideoFrame?e.set(t.displayWidth,t.displayHeight,0):t===null?e.set(0,0,0):e.set(t.width||0,t.height||0,t.depth||0),e}set needsUpdate(e){e===!0&&this.version++}toJSON(e){let t=e===void 0||typeof e==`string`;if(!t&&e.images[this.uuid]!==void 0)return e.images[this.uuid];let n={uuid:this.uuid,url:``},r=this.data;if(r!==null){let e;if(Array.isArray(r)){e=[];for(let t=0,n=r.length;t<n;t++)r[t].isDataTexture?e.push(J_(r[t].image)):e.push(J_(r[t]))}else e=J_(r);n.url=e}return t||(e.images[this.uuid]=n),n}};function J_(e){return typeof HTMLImageElement<`u`&&e instanceof HTMLImageElement||typeof HTMLCanvasElement<`u`&&e instanceof HTMLCanvasElement||typeof ImageBitmap<`u`&&e instanceof ImageBitmap?G_.getDataURL(e):e.data?{data:Array.from(e.data),width:e.width,height:e.height,type:e.data.constructor.name}:(h_(`Texture: Unable to serialize Texture.`),{})}var Y_=0,X_=new Q,Z_=class e extends b_{constructor(t=e.DEFAULT_IMAGE,n=e.DEFAULT_MAPPING,r=Ph,i=Ph,a=zh,o=Vh,s=rg,c=Hh,l=e.DEFAULT_ANISOTROPY,u=``){super(),this.isTexture=!0,Object.defineProperty(this,"id",{value:Y_++}),this.uuid=w_(),this.name=``,this.source=new q_(t),this.mipmaps=[],this.mapping=n,this.channel=0,this.wrapS=r,this.wrapT=i,this.magFilter=a,this.minFilter=o,this.anisotropy=l,this.format=s,this.internalFormat=null,this.type=c,this.offset=new M_(0,0),this.repeat=new M_(1,1),this.center=new M_(0,0),this.rotation=0,this.matrixAutoUpdate=!0,this.matrix=new I_,this.generateMipmaps=!0,this.mipmapsAutoUpdate=!0,this.premultiplyAlpha=!1,this.flipY=!0,this.unpackAlignment=4,this.colorSpace=u,this.userData={},this.updateRanges=[],this.version=0,this.onUpdate=null,this.renderTarget=null,this.isRenderTargetTexture=!1,this.isArrayTexture=!!(t&&t.depth&&t.depth>1),this.pmremVersion=0,this.isPMREMTexture=!1,this.normalized=!1}get width(){return this.source.getSize(X_).x}get height(){return this.source.getSize(X_).y}get depth(){return this.source.getSize(X_).z}get image(){return this.source.data}set image(e){this.source.data=e}updateMatrix(){this.matrix.setUvTransform(this.offset.x,this.offset.y,this.repeat.x,this.repeat.y,this.rotation,this.center.x,this.center.y)}addUpdateRange(e,t){this.updateRanges.push({start:e,count:t})}clearUpdateRanges(){this.updateRanges.length=0}clone(){return new this.constructor().copy(this)}copy(e){return this.name=e.name,this.source=e.source,this.mipmaps=e.mipmaps.slice(0),this.mapping=e.mapping,this.channel=e.channel,this.wrapS=e.wrapS,this.wrapT=e.wrapT,this.magFilter=e.magFilter,this.minFilter=e.minFilter,this.anisotropy=e.anisotropy,this.format=e.format,this.internalFormat=e.internalFormat,this.type=e.type,this.normalized=e.normalized,this.offset.copy(e.offset),this.repeat.copy(e.repeat),this.center.copy(e.center),this.rotation=e.rotation,this.matrixAutoUpdate=e.matrixAutoUpdate,this.matrix.copy(e.matrix),this.generateMipmaps=e.generateMipmaps,this.mipmapsAutoUpdate=e.mipmapsAutoUpdate,this.premultiplyAlpha=e.premultiplyAlpha,this.flipY=e.flipY,this.unpackAlignment=e.unpackAlignment,this.colorSpace=e.colorSpace,this.renderTarget=e.renderTarget,this.isRenderTargetTexture=e.isRenderTargetTexture,this.isPMREMTexture=e.isPMREMTexture,this.isArrayTexture=e.isArrayTexture,this.userData=JSON.parse(JSON.stringify(e.userData)),this.needsUpdate=!0,this}setValues(e){for(let t in e){let n=e[t];if(n===void 0){h_(`Texture.setValues(): parameter '${t}' has value of undefined.`);continue}let r=this[t];r===void 0?h_(`Texture.setValues(): property '${t}' does not exist.`):r&&n&&r.isVector2&&n.isVector2||r&&n&&r.isVector3&&n.isVector3||r&&n&&r.isMatrix3&&n.isMatrix3?r.copy(n):this[t]=n}}toJSON(e){let t=e===void 0||typeof e==`string`;if(!t&&e.textures[this.uuid]!==void 0)return e.textures[this.uuid];let n={metadata:{version:4.7,type:`Texture`,generator:`Texture.toJSON`},uuid:this.uuid,name:this.name,image:this.source.toJSON(e).uuid,mapping:this.mapping,channel:this.channel,repeat:[this.repeat.x,this.repeat.y],offset:[this.offset.x,this.offset.y],center:[this.center.x,this.center.y],rotation:this.rotation,wrap:[this.wrapS,this.wrapT],format:this.format,internalFormat:this.internalFormat,type:this.type,normalized:this.normalized,colorSpace:this.colorSpace,minFilter:this.minFilter,magFilter:this.magFilter,anisotropy:this.anisotropy,flipY:this.flipY,generateMipmaps:this.generateMipmaps,mipmapsAutoUpdate:this.mipmapsAutoUpdate,premultiplyAlpha:this.premultiplyAlpha,unpackAlignment:this.unpackAlignment};return Object.keys(this.userData).length>0&&(n.userData=this.userData),t||(e.textures[this.uuid]=n),n}dispose(){this.dispatchEvent({type:`dispose`})}transformUv(e){if(this.mapping!==300)return e;if(e.applyMatrix3(this.matrix),e.x<0||e.x>1)switch(this.wrapS){case Nh:e.x-=Math.floor(e.x);break;case Ph:e.x=e.x<0?0:1;break;case Fh:Math.abs(Math.floor(e.x)%2)===1?e.x=Math.ceil(e.x)-e.x:e.x-=Math.floor(e.x)}if(e.y<0||e.y>1)switch(this.wrapT){case Nh:e.y-=Math.floor(e.y);break;case Ph:e.y=e.y<0?0:1;break;case Fh:Math.abs(Math.floor(e.y)%2)===1?e.y=Math.ceil(e.y)-e.y:e.y-=Math.floor(e.y)}return this.flipY&&(e.y=1-e.y),e}set needsUpdate(e){e===!0&&(this.version++,this.source.needsUpdate=!0)}set needsPMREMUpdate(e){e===!0&&this.pmremVersion++}};Z_.DEFAULT_IMAGE=null,Z_.DEFAULT_MAPPING=300,Z_.DEFAULT_ANISOTROPY=1;var Q_=class{static{this.prototype.isVector4=!0}constructor(e=0,t=0,n=0,r=1){this.x=e,this.y=t,this.z=n,this.w=r}get width(){return this.z}set width(e){this.z=e}get height(){return this.w}set height(e){this.w=e}set(e,t,n,r){return this.x=e,this.y=t,this.z=n,this.w=r,this}setScalar(e){return this.x=e,this.y=e,this.z=e,this.w=e,this}setX(e){return this.x=e,this}setY(e){return this.y=e,this}setZ(e){return this.z=e,this}setW(e){return this.w=e,this}setComponent(e,t){switch(e){case 0:this.x=t;break;case 1:this.y=t;break;case 2:this.z=t;break;case 3:this.w=t;break;default:throw Error(`THREE.Vector4: index is out of range: `+e)}return this}getComponent(e){switch(e){case 0:return this.x;case 1:return this.y;case 2:return this.z;case 3:return this.w;default:throw Error(`THREE.Vector4: index is out of range: `+e)}}clone(){return new this.constructor(this.x,this.y,this.z,this.w)}copy(e){return this.x=e.x,this.y=e.y,this.z=e.z,this.w=e.w===void 0?1:e.w,this}add(e){return this.x+=e.x,this.y+=e.y,this.z+=e.z,this.w+=e.w,this}addScalar(e){return this.x+=e,this.y+=e,this.z+=e,this.w+=e,this}addVectors(e,t){return this.x=e.x+t.x,this.y=e.y+t.y,this.z=e.z+t.z,this.w=e.w+t.w,this}addScaledVector(e,t){return this.x+=e.x*t,this.y+=e.y*t,this.z+=e.z*t,this.w+=e.w*t,this}sub(e){return this.x-=e.x,this.y-=e.y,this.z-=e.z,this.w-=e.w,this}subScalar(e){return this.x-=e,this.y-=e,this.z-=e,this.w-=e,this}subVectors(e,t){return this.x=e.x-t.x,this.y=e.y-t.y,this.z=e.z-t.z,this.w=e.w-t.w,this}multiply(e){return this.x*=e.x,this.y*=e.y,this.z*=e.z,this.w*=e.w,this}multiplyScalar(e){return this.x*=e,this.y*=e,this.z*=e,this.w*=e,this}applyMatrix4(e){let t=this.x,n=this.y,r=this.z,i=this.w,a=e.elements;return this.x=a[0]*t+a[4]*n+a[8]*r+a[12]*i,this.y=a[1]*t+a[5]*n+a[9]*r+a[13]*i,this.z=a[2]*t+a[6]*n+a[10]*r+a[14]*i,this.w=a[3]*t+a[7]*n+a[11]*r+a[15]*i,this}divide(e){return this.x/=e.x,this.y/=e.y,this.z/=e.z,this.w/=e.w,this}divideScalar(e){return this.multiplyScalar(1/e)}setAxisAngleFromQuaternion(e){this.w=2*Math.acos(e.w);let t=Math.sqrt(1-e.w*e.w);return t<1e-4?(this.x=1,this.y=0,this.z=0):(this.x=e.x/t,this.y=e.y/t,this.z=e.z/t),this}setAxisAngleFromRotationMatrix(e){let t,n,r,i,a=.01,o=.1,s=e.elements,c=s[0],l=s[4],u=s[8],d=s[1],f=s[5],p=s[9],m=s[2],h=s[6],g=s[10];if(Math.abs(l-d)<a&&Math.abs(u-m)<a&&Math.abs(p-h)<a){if(Math.abs(l+d)<o&&Math.abs(u+m)<o&&Math.abs(p+h)<o&&Math.abs(c+f+g-3)<o)return this.set(1,0,0,0),this;t=Math.PI;let e=(c+1)/2,s=(f+1)/2,_=(g+1)/2,v=(l+d)/4,y=(u+m)/4,b=(p+h)/4;return e>s&&e>_?e<a?(n=0,r=.707106781,i=.707106781):(n=Math.sqrt(e),r=v/n,i=y/n):s>_?s<a?(n=.707106781,r=0,i=.707106781):(r=Math.sqrt(s),n=v/r,i=b/r):_<a?(n=.707106781,r=.707106781,i=0):(i=Math.sqrt(_),n=y/i,r=b/i),this.set(n,r,i,t),this}let _=Math.sqrt((h-p)*(h-p)+(u-m)*(u-m)+(d-l)*(d-l));return Math.abs(_)<.001&&(_=1),this.x=(h-p)/_,this.y=(u-m)/_,this.z=(d-l)/_,this.w=Math.acos((c+f+g-1)/2),this}setFromMatrixPosition(e){let t=e.elements;return this.x=t[12],this.y=t[13],this.z=t[14],this.w=t[15],this}min(e){return this.x=Math.min(this.x,e.x),this.y=Math.min(this.y,e.y),this.z=Math.min(this.z,e.z),this.w=Math.min(this.w,e.w),this}max(e){return this.x=Math.max(this.x,e.x),this.y=Math.max(this.y,e.y),this.z=Math.max(this.z,e.z),this.w=Math.max(this.w,e.w),this}clamp(e,t){return this.x=T_(this.x,e.x,t.x),this.y=T_(this.y,e.y,t.y),this.z=T_(this.z,e.z,t.z),this.w=T_(this.w,e.w,t.w),this}clampScalar(e,t){return this.x=T_(this.x,e,t),this.y=T_(this.y,e,t),this.z=T_(this.z,e,t),this.w=T_(this.w,e,t),this}clampLength(e,t){let n=this.length();return this.divideScalar(n||1).multiplyScalar(T_(n,e,t))}floor(){return this.x=Math.floor(this.x),this.y=Math.floor(this.y),this.z=Math.floor(this.z),this.w=Math.floor(this.w),this}ceil(){return this.x=Math.ceil(this.x),this.y=Math.ceil(this.y),this.z=Math.ceil(this.z),this.w=Math.ceil(this.w),this}round(){return this.x=Math.round(this.x),this.y=Math.round(this.y),this.z=Math.round(this.z),this.w=Math.round(this.w),this}roundToZero(){return this.x=Math.trunc(this.x),this.y=Math.trunc(this.y),this.z=Math.trunc(this.z),this.w=Math.trunc(this.w),this}negate(){return this.x=-this.x,this.y=-this.y,this.z=-this.z,this.w=-this.w,this}dot(e){return this.x*e.x+this.y*e.y+this.z*e.z+this.w*e.w}lengthSq(){return this.x*this.x+this.y*this.y+this.z*this.z+this.w*this.w}length(){return Math.sqrt(this.x*this.x+this.y*this.y+this.z*this.z+this.w*this.w)}manhattanLength(){return Math.abs(this.x)+Math.abs(this.y)+Math.abs(this.z)+Math.abs(this.w)}normalize(){return this.divideScalar(this.length()||1)}setLength(e){return this.normalize().multiplyScalar(e)}lerp(e,t){return this.x+=(e.x-this.x)*t,this.y+=(e.y-this.y)*t,this.z+=(e.z-this.z)*t,this.w+=(e.w-this.w)*t,this}lerpVectors(e,t,n){return this.x=e.x+(t.x-e.x)*n,this.y=e.y+(t.y-e.y)*n,this.z=e.z+(t.z-e.z)*n,this.w=e.w+(t.w-e.w)*n,this}equals(e){return e.x===this.x&&e.y===this.y&&e.z===this.z&&e.w===this.w}fromArray(e,t=0){return this.x=e[t],this.y=e[t+1],this.z=e[t+2],this.w=e[t+3],this}toArray(e=[],t=0){return e[t]=this.x,e[t+1]=this.y,e[t+2]=this.z,e[t+3]=this.w,e}fromBufferAttribute(e,t){return this.x=e.getX(t),this.y=e.getY(t),this.z=e.getZ(t),this.w=e.getW(t),this}random(){return this.x=Math.random(),this.y=Math.random(),this.z=Math.random(),this.w=Math.random(),this}*[Symbol.iterator](){yield this.x,yield this.y,yield this.z,yield this.w}},$_=class extends b_{constructor(e=1,t=1,n={}){super(),n=Object.assign({generateMipmaps:!1,internalFormat:null,minFilter:zh,depthBuffer:!0,stencilBuffer:!1,resolveColorBuffer:!0,resolveDepthBuffer:!0,resolveStencilBuffer:!0,storeMultisampledColorBuffer:!0,storeMultisampledDepthBuffer:!0,storeMultisampledStencilBuffer:!0,depthTexture:null,samples:0,count:1,depth:1,multiview:!1,useArrayDepthTexture:!1},n),this.isRenderTarget=!0,this.width=e,this.height=t,this.depth=n.depth,this.scissor=new Q_(0,0,e,t),this.scissorTest=!1,this.viewport=new Q_(0,0,e,t),this.textures=[];let r=n.count;for(let i=0;i<r;i++)this.textures[i]=new Z_({width:e,height:t,depth:n.depth}),this.textures[i].isRenderTargetTexture=!0,this.textures[i].renderTarget=this;this._setTextureOptions(n),this.depthBuffer=n.depthBuffer,this.stencilBuffer=n.stencilBuffer,this.resolveColorBuffer=n.resolveColorBuffer,this.resolveDepthBuffer=n.resolveDepthBuffer,this.resolveStencilBuffer=n.resolveStencilBuffer,this.storeMultisampledColorBuffer=n.storeMultisampledColorBuffer,this.storeMultisampledDepthBuffer=n.storeMultisampledDepthBuffer,this.storeMultisampledStencilBuffer=n.storeMultisampledStencilBuffer,this._depthTexture=null,this.depthTexture=n.depthTexture,this.samples=n.samples,this.multiview=n.multiview,this.useArrayDepthTexture=n.useArrayDepthTexture}_setTextureOptions(e={}){let t={minFilter:zh,generateMipmaps:!1,flipY:!1,internalFormat:null};e.mapping!==void 0&&(t.mapping=e.mapping),e.wrapS!==void 0&&(t.wrapS=e.wrapS),e.wrapT!==void 0&&(t.wrapT=e.wrapT),e.wrapR!==void 0&&(t.wrapR=e.wrapR),e.magFilter!==void 0&&(t.magFilter=e.magFilter),e.minFilter!==void 0&&(t.minFilter=e.minFilter),e.format!==void 0&&(t.format=e.format),e.type!==void 0&&(t.type=e.type),e.anisotropy!==void 0&&(t.anisotropy=e.anisotropy),e.colorSpace!==void 0&&(t.colorSpace=e.colorSpace),e.flipY!==void 0&&(t.flipY=e.flipY),e.generateMipmaps!==void 0&&(t.generateMipmaps=e.generateMipmaps),e.mipmapsAutoUpdate!==void 0&&(t.mipmapsAutoUpdate=e.mipmapsAutoUpdate),e.internalFormat!==void 0&&(t.internalFormat=e.internalFormat);for(let e=0;e<this.textures.length;e++)this.textures[e].setValues(t)}get texture(){return this.textures[0]}set texture(e){this.textures[0]=e}set depthTexture(e){this._depthTexture!==null&&this._depthTexture.renderTarget===this&&(this._depthTexture.renderTarget=null),e!==null&&e.renderTarget===null&&(e.renderTarget=this),this._depthTexture=e}get depthTexture(){return this._depthTexture}setSize(e,t,n=1){if(this.width!==e||this.height!==t||this.depth!==n){this.width=e,this.height=t,this.depth=n;for(let r=0,i=this.textures.length;r<i;r++)this.textures[r].image.width=e,this.textures[r].image.height=t,this.textures[r].image.depth=n,this.textures[r].isData3DTexture!==!0&&(this.textures[r].isArrayTexture=this.textures[r].image.depth>1);this.dispose()}this.viewport.set(0,0,e,t),this.scissor.set(0,0,e,t)}clone(){return new this.constructor().copy(this)}copy(e){this.width=e.width,this.height=e.height,this.depth=e.depth,this.scissor.copy(e.scissor),this.scissorTest=e.scissorTest,this.viewport.copy(e.viewport),this.textures.length=0;for(let t=0,n=e.textures.length;t<n;t++){this.textures[t]=e.textures[t].clone(),this.textures[t].isRenderTargetTexture=!0,this.textures[t].renderTarget=this;let n=Object.assign({},e.textures[t].image);this.textures[t].source=new q_(n)}if(this.depthBuffer=e.depthBuffer,this.stencilBuffer=e.stencilBuffer,this.resolveColorBuffer=e.resolveColorBuffer,this.resolveDepthBuffer=e.resolveDepthBuffer,this.resolveStencilBuffer=e.resolveStencilBuffer,this.storeMultisampledColorBuffer=e.storeMultisampledColorBuffer,this.storeMultisampledDepthBuffer=e.storeMultisampledDepthBuffer,this.storeMultisampledStencilBuffer=e.storeMultisampledStencilBuffer,e.depthTexture!==null){if(e.depthTexture.renderTarget===e){let t=e.depthTexture.clone();t.renderTarget=null,this.depthTexture=t}else this.depthTexture=e.depthTexture}else this.depthTexture=null;return this.samples=e.samples,this.multiview=e.multiview,this.useArrayDepthTexture=e.useArrayDepthTexture,this}dispose(){this.dispatchEvent({type:`dispose`})}},ev=class extends $_{constructor(e=1,t=1,n={}){super(e,t,n),this.isWebGLRenderTarget=!0}},tv=class extends Z_{constructor(e=null,t=1,n=1,r=1){super(null),this.isDataArrayTexture=!0,this.image={data:e,width:t,height:n,depth:r},this.magFilter=Ih,this.minFilter=Ih,this.wrapR=Ph,this.generateMipmaps=!1,this.flipY=!1,this.unpackAlignment=1,this.layerUpdates=new Set}copy(e){return super.copy(e),this.wrapR=e.wrapR,this}addLayerUpdate(e){this.layerUpdates.add(e)}clearLayerUpdates(){this.layerUpdates.clear()}},nv=class extends Z_{constructor(e=null,t=1,n=1,r=1){super(null),this.isData3DTexture=!0,this.image={data:e,width:t,height:n,depth:r},this.magFilter=Ih,this.minFilter=Ih,this.wrapR=Ph,this.generateMipmaps=!1,this.flipY=!1,this.unpackAlignment=1}copy(e){return super.copy(e),this.wrapR=e.wrapR,this}},rv=class e{static{this.prototype.isMatrix4=!0}constructor(e,t,n,r,i,a,o,s,c,l,u,d,f,p,m,h){this.elements=[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1],e!==void 0&&this.set(e,t,n,r,i,a,o,s,c,l,u,d,f,p,m,h)}set(e,t,n,r,i,a,o,s,c,l,u,d,f,p,m,h){let g=this.elements;return g[0]=e,g[4]=t,g[8]=n,g[12]=r,g[1]=i,g[5]=a,g[9]=o,g[13]=s,g[2]=c,g[6]=l,g[10]=u,g[14]=d,g[3]=f,g[7]=p,g[11]=m,g[15]=h,this}identity(){return this.set(1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1),this}clone(){return new e().fromArray(this.elements)}copy(e){let t=this.elements,n=e.elements;return t[0]=n[0],t[1]=n[1],t[2]=n[2],t[3]=n[3],t[4]=n[4],t[5]=n[5],t[6]=n[6],t[7]=n[7],t[8]=n[8],t[9]=n[9],t[10]=n[10],t[11]=n[11],t[12]=n[12],t[13]=n[13],t[14]=n[14],t[15]=n[15],this}copyPosition(e){let t=this.elements,n=e.elements;return t[12]=n[12],t[13]=n[13],t[14]=n[14],this}setFromMatrix3(e){let t=e.elements;return this.set(t[0],t[3],t[6],0,t[1],t[4],t[7],0,t[2],t[5],t[8],0,0,0,0,1),this}extractBasis(e,t,n){return this.determinantAffine()===0?(e.set(1,0,0),t.set(0,1,0),n.set(0,0,1),this):(e.setFromMatrixColumn(this,0),t.setFromMatrixColumn(this,1),n.setFromMatrixColumn(this,2),this)}makeBasis(e,t,n){return this.set(e.x,t.x,n.x,0,e.y,t.y,n.y,0,e.z,t.z,n.z,0,0,0,0,1),this}extractRotation(e){if(e.determinantAffine()===0)return this.identity();let t=this.elements,n=e.elements,r=1/iv.setFromMatrixColumn(e,0).length(),i=1/iv.setFromMatrixColumn(e,1).length(),a=1/iv.setFromMatrixColumn(e,2).length();return t[0]=n[0]*r,t[1]=n[1]*r,t[2]=n[2]*r,t[3]=0,t[4]=n[4]*i,t[5]=n[5]*i,t[6]=n[6]*i,t[7]=0,t[8]=n[8]*a,t[9]=n[9]*a,t[10]=n[10]*a,t[11]=0,t[12]=0,t[13]=0,t[14]=0,t[15]=1,this}makeRotationFromEuler(e){let t=this.elements,n=e.x,r=e.y,i=e.z,a=Math.cos(n),o=Math.sin(n),s=Math.cos(r),c=Math.sin(r),l=Math.cos(i),u=Math.sin(i);if(e.order===`XYZ`){let e=a*l,n=a*u,r=o*l,i=o*u;t[0]=s*l,t[4]=-s*u,t[8]=c,t[1]=n+r*c,t[5]=e-i*c,t[9]=-o*s,t[2]=i-e*c,t[6]=r+n*c,t[10]=a*s}else if(e.order===`YXZ`){let e=s*l,n=s*u,r=c*l,i=c*u;t[0]=e+i*o,t[4]=r*o-n,t[8]=a*c,t[1]=a*u,t[5]=a*l,t[9]=-o,t[2]=n*o-r,t[6]=i+e*o,t[10]=a*s}else if(e.order===`ZXY`){let e=s*l,n=s*u,r=c*l,i=c*u;t[0]=e-i*o,t[4]=-a*u,t[8]=r+n*o,t[1]=n+r*o,t[5]=a*l,t[9]=i-e*o,t[2]=-a*c,t[6]=o,t[10]=a*s}else if(e.order===`ZYX`){let e=a*l,n=a*u,r=o*l,i=o*u;t[0]=s*l,t[4]=r*c-n,t[8]=e*c+i,t[1]=s*u,t[5]=i*c+e,t[9]=n*c-r,t[2]=-c,t[6]=o*s,t[10]=a*s}else if(e.order===`YZX`){let e=a*s,n=a*c,r=o*s,i=o*c;t[0]=s*l,t[4]=i-e*u,t[8]=r*u+n,t[1]=u,t[5]=a*l,t[9]=-o*l,t[2]=-c*l,t[6]=n*u+r,t[10]=e-i*u}else if(e.order===`XZY`){let e=a*s,n=a*c,r=o*s,i=o*c;t[0]=s*l,t[4]=-u,t[8]=c*l,t[1]=e*u+i,t[5]=a*l,t[9]=n*u-r,t[2]=r*u-n,t[6]=o*l,t[10]=i*u+e}return t[3]=0,t[7]=0,t[11]=0,t[12]=0,t[13]=0,t[14]=0,t[15]=1,this}makeRotationFromQuaternion(e){return this.compose(ov,e,sv)}lookAt(e,t,n){let r=this.elements;return uv.subVectors(e,t),uv.lengthSq()===0&&(uv.z=1),uv.normalize(),cv.crossVectors(n,uv),cv.lengthSq()===0&&(Math.abs(n.z)===1?uv.x+=1e-4:uv.z+=1e-4,uv.normalize(),cv.crossVectors(n,uv)),cv.normalize(),lv.crossVectors(uv,cv),r[0]=cv.x,r[4]=lv.x,r[8]=uv.x,r[1]=cv.y,r[5]=lv.y,r[9]=uv.y,r[2]=cv.z,r[6]=lv.z,r[10]=uv.z,this}multiply(e){return this.multiplyMatrices(this,e)}premultiply(e){return this.multiplyMatrices(e,this)}multiplyMatrices(e,t){let n=e.elements,r=t.elements,i=this.elements,a=n[0],o=n[4],s=n[8],c=n[12],l=n[1],u=n[5],d=n[9],f=n[13],p=n[2],m=n[6],h=n[10],g=n[14],_=n[3],v=n[7],y=n[11],b=n[15],x=r[0],S=r[4],C=r[8],w=r[12],T=r[1],E=r[5],D=r[9],O=r[13],ee=r[2],k=r[6],te=r[10],ne=r[14],re=r[3],ie=r[7],ae=r[11],oe=r[15];return i[0]=a*x+o*T+s*ee+c*re,i[4]=a*S+o*E+s*k+c*ie,i[8]=a*C+o*D+s*te+c*ae,i[12]=a*w+o*O+s*ne+c*oe,i[1]=l*x+u*T+d*ee+f*re,i[5]=l*S+u*E+d*k+f*ie,i[9]=l*C+u*D+d*te+f*ae,i[13]=l*w+u*O+d*ne+f*oe,i[2]=p*x+m*T+h*ee+g*re,i[6]=p*S+m*E+h*k+g*ie,i[10]=p*C+m*D+h*te+g*ae,i[14]=p*w+m*O+h*ne+g*oe,i[3]=_*x+v*T+y*ee+b*re,i[7]=_*S+v*E+y*k+b*ie,i[11]=_*C+v*D+y*te+b*ae,i[15]=_*w+v*O+y*ne+b*oe,this}multiplyScalar(e){let t=this.elements;return t[0]*=e,t[4]*=e,t[8]*=e,t[12]*=e,t[1]*=e,t[5]*=e,t[9]*=e,t[13]*=e,t[2]*=e,t[6]*=e,t[10]*=e,t[14]*=e,t[3]*=e,t[7]*=e,t[11]*=e,t[15]*=e,this}determinant(){let e=this.elements,t=e[0],n=e[4],r=e[8],i=e[12],a=e[1],o=e[5],s=e[9],c=e[13],l=e[2],u=e[6],d=e[10],f=e[14],p=e[3],m=e[7],h=e[11],g=e[15],_=s*f-c*d,v=o*f-c*u,y=o*d-s*u,b=a*f-c*l,x=a*d-s*l,S=a*u-o*l;return t*(m*_-h*v+g*y)-n*(p*_-h*b+g*x)+r*(p*v-m*b+g*S)-i*(p*y-m*x+h*S)}determinantAffine(){let e=this.elements,t=e[0],n=e[4],r=e[8],i=e[1],a=e[5],o=e[9],s=e[2],c=e[6],l=e[10];return t*(a*l-o*c)-n*(i*l-o*s)+r*(i*c-a*s)}transpose(){let e=this.elements,t;return t=e[1],e[1]=e[4],e[4]=t,t=e[2],e[2]=e[8],e[8]=t,t=e[6],e[6]=e[9],e[9]=t,t=e[3],e[3]=e[12],e[12]=t,t=e[7],e[7]=e[13],e[13]=t,t=e[11],e[11]=e[14],e[14]=t,this}setPosition(e,t,n){let r=this.elements;return e.isVector3?(r[12]=e.x,r[13]=e.y,r[14]=e.z):(r[12]=e,r[13]=t,r[14]=n),this}invert(){let e=this.elements,t=e[0],n=e[1],r=e[2],i=e[3],a=e[4],o=e[5],s=e[6],c=e[7],l=e[8],u=e[9],d=e[10],f=e[11],p=e[12],m=e[13],h=e[14],g=e[15],_=t*o-n*a,v=t*s-r*a,y=t*c-i*a,b=n*s-r*o,x=n*c-i*o,S=r*c-i*s,C=l*m-u*p,w=l*h-d*p,T=l*g-f*p,E=u*h-d*m,D=u*g-f*m,O=d*g-f*h,ee=_*O-v*D+y*E+b*T-x*w+S*C;if(ee===0)return this.set(0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0);let k=1/ee;return e[0]=(o*O-s*D+c*E)*k,e[1]=(r*D-n*O-i*E)*k,e[2]=(m*S-h*x+g*b)*k,e[3]=(d*x-u*S-f*b)*k,e[4]=(s*T-a*O-c*w)*k,e[5]=(t*O-r*T+i*w)*k,e[6]=(h*y-p*S-g*v)*k,e[7]=(l*S-d*y+f*v)*k,e[8]=(a*D-o*T+c*C)*k,e[9]=(n*T-t*D-i*C)*k,e[10]=(p*x-m*y+g*_)*k,e[11]=(u*y-l*x-f*_)*k,e[12]=(o*w-a*E-s*C)*k,e[13]=(t*E-n*w+r*C)*k,e[14]=(m*v-p*b-h*_)*k,e[15]=(l*b-u*v+d*_)*k,this}scale(e){let t=this.elements,n=e.x,r=e.y,i=e.z;return t[0]*=n,t[4]*=r,t[8]*=i,t[1]*=n,t[5]*=r,t[9]*=i,t[2]*=n,t[6]*=r,t[10]*=i,t[3]*=n,t[7]*=r,t[11]*=i,this}getMaxScaleOnAxis(){let e=this.elements,t=e[0]*e[0]+e[1]*e[1]+e[2]*e[2],n=e[4]*e[4]+e[5]*e[5]+e[6]*e[6],r=e[8]*e[8]+e[9]*e[9]+e[10]*e[10];return Math.sqrt(Math.max(t,n,r))}makeTranslation(e,t,n){return e.isVector3?this.set(1,0,0,e.x,0,1,0,e.y,0,0,1,e.z,0,0,0,1):this.set(1,0,0,e,0,1,0,t,0,0,1,n,0,0,0,1),this}makeRotationX(e){let t=Math.cos(e),n=Math.sin(e);return this.set(1,0,0,0,0,t,-n,0,0,n,t,0,0,0,0,1),this}makeRotationY(e){let t=Math.cos(e),n=Math.sin(e);return this.set(t,0,n,0,0,1,0,0,-n,0,t,0,0,0,0,1),this}makeRotationZ(e){let t=Math.cos(e),n=Math.sin(e);return this.set(t,-n,0,0,n,t,0,0,0,0,1,0,0,0,0,1),this}makeRotationAxis(e,t){let n=Math.cos(t),r=Math.sin(t),i=1-n,a=e.x,o=e.y,s=e.z,c=i*a,l=i*o;return this.set(c*a+n,c*o-r*s,c*s+r*o,0,c*o+r*s,l*o+n,l*s-r*a,0,c*s-r*o,l*s+r*a,i*s*s+n,0,0,0,0,1),this}makeScale(e,t,n){return this.set(e,0,0,0,0,t,0,0,0,0,n,0,0,0,0,1),this}makeShear(e,t,n,r,i,a){return this.set(1,n,i,0,e,1,a,0,t,r,1,0,0,0,0,1),this}compose(e,t,n){let r=this.elements,i=t._x,a=t._y,o=t._z,s=t._w,c=i+i,l=a+a,u=o+o,d=i*c,f=i*l,p=i*u,m=a*l,h=a*u,g=o*u,_=s*c,v=s*l,y=s*u,b=n.x,x=n.y,S=n.z;return r[0]=(1-(m+g))*b,r[1]=(f+y)*b,r[2]=(p-v)*b,r[3]=0,r[4]=(f-y)*x,r[5]=(1-(d+g))*x,r[6]=(h+_)*x,r[7]=0,r[8]=(p+v)*S,r[9]=(h-_)*S,r[10]=(1-(d+m))*S,r[11]=0,r[12]=e.x,r[13]=e.y,r[14]=e.z,r[15]=1,this}decompose(e,t,n){let r=this.elements;e.x=r[12],e.y=r[13],e.z=r[14];let i=this.determinantAffine();if(i===0)return n.set(1,1,1),t.identity(),this;let a=iv.set(r[0],r[1],r[2]).length(),o=iv.set(r[4],r[5],r[6]).length(),s=iv.set(r[8],r[9],r[10]).length();i<0&&(a=-a),av.copy(this);let c=1/a,l=1/o,u=1/s;return av.elements[0]*=c,av.elements[1]*=c,av.elements[2]*=c,av.elements[4]*=l,av.elements[5]*=l,av.elements[6]*=l,av.elements[8]*=u,av.elements[9]*=u,av.elements[10]*=u,t.setFromRotationMatrix(av),n.x=a,n.y=o,n.z=s,this}makePerspective(e,t,n,r,i,a,o=s_,s=!1){let c=this.elements,l=2*i/(t-e),u=2*i/(n-r),d=(t+e)/(t-e),f=(n+r)/(n-r),p,m;if(s)p=i/(a-i),m=a*i/(a-i);else if(o===2e3)p=-(a+i)/(a-i),m=-2*a*i/(a-i);else if(o===2001)p=-a/(a-i),m=-a*i/(a-i);else throw Error(`THREE.Matrix4.makePerspective(): Invalid coordinate system: `+o);return c[0]=l,c[4]=0,c[8]=d,c[12]=0,c[1]=0,c[5]=u,c[9]=f,c[13]=0,c[2]=0,c[6]=0,c[10]=p,c[14]=m,c[3]=0,c[7]=0,c[11]=-1,c[15]=0,this}makeOrthographic(e,t,n,r,i,a,o=s_,s=!1){let c=this.elements,l=2/(t-e),u=2/(n-r),d=-(t+e)/(t-e),f=-(n+r)/(n-r),p,m;if(s)p=1/(a-i),m=a/(a-i);else if(o===2e3)p=-2/(a-i),m=-(a+i)/(a-i);else if(o===2001)p=-1/(a-i),m=-i/(a-i);else throw Error(`THREE.Matrix4.makeOrthographic(): Invalid coordinate system: `+o);return c[0]=l,c[4]=0,c[8]=0,c[12]=d,c[1]=0,c[5]=u,c[9]=0,c[13]=f,c[2]=0,c[6]=0,c[10]=p,c[14]=m,c[3]=0,c[7]=0,c[11]=0,c[15]=1,this}equals(e){let t=this.elements,n=e.elements;for(let e=0;e<16;e++)if(t[e]!==n[e])return!1;return!0}fromArray(e,t=0){for(let n=0;n<16;n++)this.elements[n]=e[n+t];return this}toArray(e=[],t=0){let n=this.elements;return e[t]=n[0],e[t+1]=n[1],e[t+2]=n[2],e[t+3]=n[3],e[t+4]=n[4],e[t+5]=n[5],e[t+6]=n[6],e[t+7]=n[7],e[t+8]=n[8],e[t+9]=n[9],e[t+10]=n[10],e[t+11]=n[11],e[t+12]=n[12],e[t+13]=n[13],e[t+14]=n[14],e[t+15]=n[15],e}},iv=new Q,av=new rv,ov=new Q(0,0,0),sv=new Q(1,1,1),cv=new Q,lv=new Q,uv=new Q,dv=new rv,fv=new N_,pv=class e{constructor(t=0,n=0,r=0,i=e.DEFAULT_ORDER){this.isEuler=!0,this._x=t,this._y=n,this._z=r,this._order=i}get x(){return this._x}set x(e){this._x=e,this._onChangeCallback()}get y(){return this._y}set y(e){this._y=e,this._onChangeCallback()}get z(){return this._z}set z(e){this._z=e,this._onChangeCallback()}get order(){return this._order}set order(e){this._order=e,this._onChangeCallback()}set(e,t,n,r=this._order){return this._x=e,this._y=t,this._z=n,this._order=r,this._onChangeCallback(),this}clone(){return new this.constructor(this._x,this._y,this._z,this._order)}copy(e){return this._x=e._x,this._y=e._y,this._z=e._z,this._order=e._order,this._onChangeCallback(),this}setFromRotationMatrix(e,t=this._order,n=!0){let r=e.elements,i=r[0],a=r[4],o=r[8],s=r[1],c=r[5],l=r[9],u=r[2],d=r[6],f=r[10];switch(t){case`XYZ`:this._y=Math.asin(T_(o,-1,1)),Math.abs(o)<.9999999?(this._x=Math.atan2(-l,f),this._z=Math.atan2(-a,i)):(this._x=Math.atan2(d,c),this._z=0);break;case`YXZ`:this._x=Math.asin(-T_(l,-1,1)),Math.abs(l)<.9999999?(this._y=Math.atan2(o,f),this._z=Math.atan2(s,c)):(this._y=Math.atan2(-u,i),this._z=0);break;case`ZXY`:this._x=Math.asin(T_(d,-1,1)),Math.abs(d)<.9999999?(this._y=Math.atan2(-u,f),this._z=Math.atan2(-a,c)):(this._y=0,this._z=Math.atan2(s,i));break;case`ZYX`:this._y=Math.asin(-T_(u,-1,1)),Math.abs(u)<.9999999?(this._x=Math.atan2(d,f),this._z=Math.atan2(s,i)):(this._x=0,this._z=Math.atan2(-a,c));break;case`YZX`:this._z=Math.asin(T_(s,-1,1)),Math.abs(s)<.9999999?(this._x=Math.atan2(-l,c),this._y=Math.atan2(-u,i)):(this._x=0,this._y=Math.atan2(o,f));break;case`XZY`:this._z=Math.asin(-T_(a,-1,1)),Math.abs(a)<.9999999?(this._x=Math.atan2(d,c),this._y=Math.atan2(o,i)):(this._x=Math.atan2(-l,f),this._y=0);break;default:h_(`Euler: .setFromRotationMatrix() encountered an unknown order: `+t)}return this._order=t,n===!0&&this._onChangeCallback(),this}setFromQuaternion(e,t,n){return dv.makeRotationFromQuaternion(e),this.setFromRotationMatrix(dv,t,n)}setFromVector3(e,t=this._order){return this.set(e.x,e.y,e.z,t)}reorder(e){return fv.setFromEuler(this),this.setFromQuaternion(fv,e)}equals(e){return e._x===this._x&&e._y===this._y&&e._z===this._z&&e._order===this._order}fromArray(e){return this._x=e[0],this._y=e[1],this._z=e[2],e[3]!==void 0&&(this._order=e[3]),this._onChangeCallback(),this}toArray(e=[],t=0){return e[t]=this._x,e[t+1]=this._y,e[t+2]=this._z,e[t+3]=this._order,e}_onChange(e){return this._onChangeCallback=e,this}_onChangeCallback(){}*[Symbol.iterator](){yield this._x,yield this._y,yield this._z,yield this._order}};pv.DEFAULT_ORDER=`XYZ`;var mv=class{constructor(){this.mask=1}set(e){this.mask=1<<e>>>0}enable(e){this.mask|=1<<e}enableAll(){this.mask=-1}toggle(e){this.mask^=1<<e}disable(e){this.mask&=~(1<<e)}disableAll(){this.mask=0}test(e){return(this.mask&e.mask)!==0}isEnabled(e){return!!(this.mask&1<<e)}},hv=0,gv=new Q,_v=new N_,vv=new rv,yv=new Q,bv=new Q,xv=new Q,Sv=new N_,Cv=new Q(1,0,0),wv=new Q(0,1,0),Tv=new Q(0,0,1),Ev={type:`added`},Dv={type:`removed`},Ov={type:`childadded`,child:null},kv={type:`childremoved`,child:null},Av=class e extends b_{constructor(){super(),this.isObject3D=!0,Object.defineProperty(this,"id",{value:hv++}),this.uuid=w_(),this.name=``,this.type=`Object3D`,this.parent=null,this.children=[],this.up=e.DEFAULT_UP.clone();let t=new Q,n=new pv,r=new N_,i=new Q(1,1,1);function a(){r.setFromEuler(n,!1)}function o(){n.setFromQuaternion(r,void 0,!1)}n._onChange(a),r._onChange(o),Object.defineProperties(this,{position:{configurable:!0,enumerable:!0,value:t},rotation:{configurable:!0,enumerable:!0,value:n},quaternion:{configurable:!0,enumerable:!0,value:r},scale:{configurable:!0,enumerable:!0,value:i},modelViewMatrix:{value:new rv},normalMatrix:{value:new I_}}),this.matrix=new rv,this.matrixWorld=new rv,this.matrixAutoUpdate=e.DEFAULT_MATRIX_AUTO_UPDATE,this.matrixWorldAutoUpdate=e.DEFAULT_MATRIX_WORLD_AUTO_UPDATE,this.matrixWorldNeedsUpdate=!1,this.layers=new mv,this.visible=!0,this.castShadow=!1,this.receiveShadow=!1,this.frustumCulled=!0,this.renderOrder=0,this.animations=[],this.customDepthMaterial=void 0,this.customDistanceMaterial=void 0,this.static=!1,this.userData={},this.pivot=null}onBeforeShadow(){}onAfterShadow(){}onBeforeRender(){}onAfterRender(){}applyMatrix4(e){this.matrixAutoUpdate&&this.updateMatrix(),this.matrix.premultiply(e),this.matrix.decompose(this.position,this.quaternion,this.scale),this.pivot!==null&&this.position.copy(this.pivot).applyMatrix4(this.matrix).sub(this.pivot)}applyQuaternion(e){return this.quaternion.premultiply(e),this}setRotationFromAxisAngle(e,t){this.quaternion.setFromAxisAngle(e,t)}setRotationFromEuler(e){this.quaternion.setFromEuler(e,!0)}setRotationFromMatrix(e){this.quaternion.setFromRotationMatrix(e)}setRotationFromQuaternion(e){this.quaternion.copy(e)}rotateOnAxis(e,t){return _v.setFromAxisAngle(e,t),this.quaternion.multiply(_v),this}rotateOnWorldAxis(e,t){return _v.setFromAxisAngle(e,t),this.quaternion.premultiply(_v),this}rotateX(e){return this.rotateOnAxis(Cv,e)}rotateY(e){return this.rotateOnAxis(wv,e)}rotateZ(e){return this.rotateOnAxis(Tv,e)}translateOnAxis(e,t){return gv.copy(e).applyQuaternion(this.quaternion),this.position.add(gv.multiplyScalar(t)),this}translateX(e){return this.translateOnAxis(Cv,e)}translateY(e){return this.translateOnAxis(wv,e)}translateZ(e){return this.translateOnAxis(Tv,e)}localToWorld(e){return this.updateWorldMatrix(!0,!1),e.applyMatrix4(this.matrixWorld)}worldToLocal(e){return this.updateWorldMatrix(!0,!1),e.applyMatrix4(vv.copy(this.matrixWorld).invert())}lookAt(e,t,n){e.isVector3?yv.copy(e):yv.set(e,t,n);let r=this.parent;this.updateWorldMatrix(!0,!1),bv.setFromMatrixPosition(this.matrixWorld),this.isCamera||this.isLight?vv.lookAt(bv,yv,this.up):vv.lookAt(yv,bv,this.up),this.quaternion.setFromRotationMatrix(vv),r&&(vv.extractRotation(r.matrixWorld),_v.setFromRotationMatrix(vv),this.quaternion.premultiply(_v.invert()))}add(e){if(arguments.length>1){for(let e=0;e<arguments.length;e++)this.add(arguments[e]);return this}return e===this?(g_(`Object3D.add: object can't be added as a child of itself.`,e),this):(e&&e.isObject3D?(e.removeFromParent(),e.parent=this,this.children.push(e),e.dispatchEvent(Ev),Ov.child=e,this.dispatchEvent(Ov),Ov.child=null):g_(`Object3D.add: object not an instance of THREE.Object3D.`,e),this)}remove(e){if(arguments.length>1){for(let e=0;e<arguments.length;e++)this.remove(arguments[e]);return this}let t=this.children.indexOf(e);return t!==-1&&(e.parent=null,this.children.splice(t,1),e.dispatchEvent(Dv),kv.child=e,this.dispatchEvent(kv),kv.child=null),this}removeFromParent(){let e=this.parent;return e!==null&&e.remove(this),this}clear(){return this.remove(...this.children)}attach(e){return this.updateWorldMatrix(!0,!1),vv.copy(this.matrixWorld).invert(),e.parent!==null&&(e.parent.updateWorldMatrix(!0,!1),vv.multiply(e.parent.matrixWorld)),e.applyMatrix4(vv),e.removeFromParent(),e.parent=this,this.children.push(e),e.updateWorldMatrix(!1,!0),e.dispatchEvent(Ev),Ov.child=e,this.dispatchEvent(Ov),Ov.child=null,this}getObjectById(e){return this.getObjectByProperty(`id`,e)}getObjectByName(e){return this.getObjectByProperty(`name`,e)}getObjectByProperty(e,t){if(this[e]===t)return this;for(let n=0,r=this.children.length;n<r;n++){let r=this.children[n].getObjectByProperty(e,t);if(r!==void 0)return r}}getObjectsByProperty(e,t,n=[]){this[e]===t&&n.push(this);let r=this.children;for(let i=0,a=r.length;i<a;i++)r[i].getObjectsByProperty(e,t,n);return n}getWorldPosition(e){return this.updateWorldMatrix(!0,!1),e.setFromMatrixPosition(this.matrixWorld)}getWorldQuaternion(e){return this.updateWorldMatrix(!0,!1),this.matrixWorld.decompose(bv,e,xv),e}getWorldScale(e){return this.updateWorldMatrix(!0,!1),this.matrixWorld.decompose(bv,Sv,e),e}getWorldDirection(e){this.updateWorldMatrix(!0,!1);let t=this.matrixWorld.elements;return e.set(t[8],t[9],t[10]).normalize()}raycast(){}intersectsFrustum(){return!0}traverse(e){e(this);let t=this.children;for(let n=0,r=t.length;n<r;n++)t[n].traverse(e)}traverseVisible(e){if(this.visible===!1)return;e(this);let t=this.children;for(let n=0,r=t.length;n<r;n++)t[n].traverseVisible(e)}traverseAncestors(e){let t=this.parent;t!==null&&(e(t),t.traverseAncestors(e))}updateMatrix(){this.matrix.compose(this.position,this.quaternion,this.scale);let e=this.pivot;if(e!==null){let t=e.x,n=e.y,r=e.z,i=this.matrix.elements;i[12]+=t-i[0]*t-i[4]*n-i[8]*r,i[13]+=n-i[1]*t-i[5]*n-i[9]*r,i[14]+=r-i[2]*t-i[6]*n-i[10]*r}this.matrixWorldNeedsUpdate=!0}updateMatrixWorld(e){this.matrixAutoUpdate&&this.updateMatrix(),(this.matrixWorldNeedsUpdate||e)&&(this.matrixWorldAutoUpdate===!0&&(this.parent===null?this.matrixWorld.copy(this.matrix):this.matrixWorld.multiplyMatrices(this.parent.matrixWorld,this.matrix)),this.matrixWorldNeedsUpdate=!1,e=!0);let t=this.children;for(let n=0,r=t.length;n<r;n++)t[n].updateMatrixWorld(e)}updateWorldMatrix(e,t,n=!1){let r=this.parent;if(e===!0&&r!==null&&r.updateWorldMatrix(!0,!1),this.matrixAutoUpdate&&this.updateMatrix(),(this.matrixWorldNeedsUpdate||n)&&(this.matrixWorldAutoUpdate===!0&&(this.parent===null?this.matrixWorld.copy(this.matrix):this.matrixWorld.multiplyMatrices(this.parent.matrixWorld,this.matrix)),this.matrixWorldNeedsUpdate=!1,n=!0),t===!0){let e=this.children;for(let t=0,r=e.length;t<r;t++)e[t].updateWorldMatrix(!1,!0,n)}}toJSON(e){let t=e===void 0||typeof e==`string`,n={};t&&(e={geometries:{},materials:{},textures:{},images:{},shapes:{},skeletons:{},animations:{},nodes:{}},n.metadata={version:4.7,type:`Object`,generator:`Object3D.toJSON`});let r={};r.uuid=this.uuid,r.type=this.type,r.name=this.name,r.castShadow=this.castShadow,r.receiveShadow=this.receiveShadow,r.visible=this.visible,r.frustumCulled=this.frustumCulled,r.renderOrder=this.renderOrder,r.static=this.static,r.matrixAutoUpdate=this.matrixAutoUpdate,Object.keys(this.userData).length>0&&(r.userData=this.userData),r.layers=this.layers.mask,r.matrix=this.matrix.toArray(),r.up=this.up.toArray(),this.pivot!==null&&(r.pivot=this.pivot.toArray()),this.morphTargetDictionary!==void 0&&(r.morphTargetDictionary=Object.assign({},this.morphTargetDictionary)),this.morphTargetInfluences!==void 0&&(r.morphTargetInfluences=this.morphTargetInfluences.slice()),this.isInstancedMesh&&(r.type=`InstancedMesh`,r.count=this.count,r.instanceMatrix=this.instanceMatrix.toJSON(),this.instanceColor!==null&&(r.instanceColor=this.instanceColor.toJSON())),this.isBatchedMesh&&(r.type=`BatchedMesh`,r.perObjectFrustumCulled=this.perObjectFrustumCulled,r.sortObjects=this.sortObjects,r.drawRanges=this._drawRanges,r.reservedRanges=this._reservedRanges,r.geometryInfo=this._geometryInfo.map(e=>({...e,boundingBox:e.boundingBox?e.boundingBox.toJSON():void 0,boundingSphere:e.boundingSphere?e.boundingSphere.toJSON():void 0})),r.instanceInfo=this._instanceInfo.map(e=>({...e})),r.availableInstanceIds=this._availableInstanceIds.slice(),r.availableGeometryIds=this._availableGeometryIds.slice(),r.nextIndexStart=this._nextIndexStart,r.nextVertexStart=this._nextVertexStart,r.geometryCount=this._geometryCount,r.maxInstanceCount=this._maxInstanceCount,r.maxVertexCount=this._maxVertexCount,r.maxIndexCount=this._maxIndexCount,r.geometryInitialized=this._geometryInitialized,r.matricesTexture=this._matricesTexture.toJSON(e),r.indirectTexture=this._indirectTexture.toJSON(e),this._colorsTexture!==null&&(r.colorsTexture=this._colorsTexture.toJSON(e)),this.boundingSphere!==null&&(r.boundingSphere=this.boundingSphere.toJSON()),this.boundingBox!==null&&(r.boundingBox=this.boundingBox.toJSON()));function i(t,n){return t[n.uuid]===void 0&&(t[n.uuid]=n.toJSON(e)),n.uuid}if(this.isScene)this.background&&(this.background.isColor?r.background=this.background.toJSON():this.background.isTexture&&(r.background=this.background.toJSON(e).uuid)),this.environment&&this.environment.isTexture&&this.environment.isRenderTargetTexture!==!0&&(r.environment=this.environment.toJSON(e).uuid);else if(this.isMesh||this.isLine||this.isPoints){r.geometry=i(e.geometries,this.geometry);let t=this.geometry.parameters;if(t!==void 0&&t.shapes!==void 0){let n=t.shapes;if(Array.isArray(n))for(let t=0,r=n.length;t<r;t++){let r=n[t];i(e.shapes,r)}else i(e.shapes,n)}}if(this.isSkinnedMesh&&(r.bindMode=this.bindMode,r.bindMatrix=this.bindMatrix.toArray(),this.skeleton!==void 0&&(i(e.skeletons,this.skeleton),r.skeleton=this.skeleton.uuid)),this.material!==void 0){if(Array.isArray(this.material)){let t=[];for(let n=0,r=this.material.length;n<r;n++)t.push(i(e.materials,this.material[n]));r.material=t}else r.material=i(e.materials,this.material)}if(this.children.length>0){r.children=[];for(let t=0;t<this.children.length;t++)r.children.push(this.children[t].toJSON(e).object)}if(this.animations.length>0){r.animations=[];for(let t=0;t<this.animations.length;t++){let n=this.animations[t];r.animations.push(i(e.animations,n))}}if(t){let t=a(e.geometries),r=a(e.materials),i=a(e.textures),o=a(e.images),s=a(e.shapes),c=a(e.skeletons),l=a(e.animations),u=a(e.nodes);t.length>0&&(n.geometries=t),r.length>0&&(n.materials=r),i.length>0&&(n.textures=i),o.length>0&&(n.images=o),s.length>0&&(n.shapes=s),c.length>0&&(n.skeletons=c),l.length>0&&(n.animations=l),u.length>0&&(n.nodes=u)}return n.object=r,n;function a(e){let t=[];for(let n in e){let r=e[n];delete r.metadata,t.push(r)}return t}}clone(e){return new this.constructor().copy(this,e)}copy(e,t=!0){if(this.name=e.name,this.up.copy(e.up),this.position.copy(e.position),this.rotation.order=e.rotation.order,this.quaternion.copy(e.quaternion),this.scale.copy(e.scale),this.pivot=e.pivot===null?null:e.pivot.clone(),this.matrix.copy(e.matrix),this.matrixWorld.copy(e.matrixWorld),this.matrixAutoUpdate=e.matrixAutoUpdate,this.matrixWorldAutoUpdate=e.matrixWorldAutoUpdate,this.matrixWorldNeedsUpdate=e.matrixWorldNeedsUpdate,this.layers.mask=e.layers.mask,this.visible=e.visible,this.castShadow=e.castShadow,this.receiveShadow=e.receiveShadow,this.frustumCulled=e.frustumCulled,this.renderOrder=e.renderOrder,this.static=e.static,this.animations=e.animations.slice(),this.userData=JSON.parse(JSON.stringify(e.userData)),t===!0)for(let t=0;t<e.children.length;t++){let n=e.children[t];this.add(n.clone())}return this}dispose(){this.dispatchEvent({type:`dispose`})}};Av.DEFAULT_UP=new Q(0,1,0),Av.DEFAULT_MATRIX_AUTO_UPDATE=!0,Av.DEFAULT_MATRIX_WORLD_AUTO_UPDATE=!0;var jv=class extends Av{constructor(){super(),this.isGroup=!0,this.type=`Group`}},Mv={type:`move`},Nv=class{constructor(){this._targetRay=null,this._grip=null,this._hand=null}getHandSpace(){return this._hand===null&&(this._hand=new jv,this._hand.matrixAutoUpdate=!1,this._hand.visible=!1,this._hand.joints={},this._hand.inputState={pinching:!1}),this._hand}getTargetRaySpace(){return this._targetRay===null&&(this._targetRay=new jv,this._targetRay.matrixAutoUpdate=!1,this._targetRay.visible=!1,this._targetRay.hasLinearVelocity=!1,this._targetRay.linearVelocity=new Q,this._targetRay.hasAngularVelocity=!1,this._targetRay.angularVelocity=new Q),this._targetRay}getGripSpace(){return this._grip===null&&(this._grip=new jv,this._grip.matrixAutoUpdate=!1,this._grip.visible=!1,this._grip.hasLinearVelocity=!1,this._grip.linearVelocity=new Q,this._grip.hasAngularVelocity=!1,this._grip.angularVelocity=new Q,this._grip.eventsEnabled=!1),this._grip}dispatchEvent(e){return this._targetRay!==null&&this._targetRay.dispatchEvent(e),this._grip!==null&&this._grip.dispatchEvent(e),this._hand!==null&&this._hand.dispatchEvent(e),this}connect(e){if(e&&e.hand){let t=this._hand;if(t)for(let n of e.hand.values())this._getHandJoint(t,n)}return this.dispatchEvent({type:`connected`,data:e}),this}disconnect(e){return this.dispatchEvent({type:`disconnected`,data:e}),this._targetRay!==null&&(this._targetRay.visible=!1),this._grip!==null&&(this._grip.visible=!1),this._hand!==null&&(this._hand.visible=!1),this}update(e,t,n){let r=null,i=null,a=null,o=this._targetRay,s=this._grip,c=this._hand;if(e&&t.session.visibilityState!==`visible-blurred`){if(c&&e.hand){a=!0;for(let r of e.hand.values()){let e=t.getJointPose(r,n),i=this._getHandJoint(c,r);e!==null&&(i.matrix.fromArray(e.transform.matrix),i.matrix.decompose(i.position,i.quaternion,i.scale),i.matrixWorldNeedsUpdate=!0,i.jointRadius=e.radius),i.visible=e!==null}let r=c.joints[`index-finger-tip`],i=c.joints[`thumb-tip`],o=r.position.distanceTo(i.position);c.inputState.pinching&&o>.025?(c.inputState.pinching=!1,this.dispatchEvent({type:`pinchend`,handedness:e.handedness,target:this})):!c.inputState.pinching&&o<=.015&&(c.inputState.pinching=!0,this.dispatchEvent({type:`pinchstart`,handedness:e.handedness,target:this}))}else s!==null&&e.gripSpace&&(i=t.getPose(e.gripSpace,n),i!==null&&(s.matrix.fromArray(i.transform.matrix),s.matrix.decompose(s.position,s.quaternion,s.scale),s.matrixWorldNeedsUpdate=!0,i.linearVelocity?(s.hasLinearVelocity=!0,s.linearVelocity.copy(i.linearVelocity)):s.hasLinearVelocity=!1,i.angularVelocity?(s.hasAngularVelocity=!0,s.angularVelocity.copy(i.angularVelocity)):s.hasAngularVelocity=!1,s.eventsEnabled&&s.dispatchEvent({type:`gripUpdated`,data:e,target:this})));o!==null&&(r=t.getPose(e.targetRaySpace,n),r===null&&i!==null&&(r=i),r!==null&&(o.matrix.fromArray(r.transform.matrix),o.matrix.decompose(o.position,o.quaternion,o.scale),o.matrixWorldNeedsUpdate=!0,r.linearVelocity?(o.hasLinearVelocity=!0,o.linearVelocity.copy(r.linearVelocity)):o.hasLinearVelocity=!1,r.angularVelocity?(o.hasAngularVelocity=!0,o.angularVelocity.copy(r.angularVelocity)):o.hasAngularVelocity=!1,this.dispatchEvent(Mv)))}return o!==null&&(o.visible=r!==null),s!==null&&(s.visible=i!==null),c!==null&&(c.visible=a!==null),this}_getHandJoint(e,t){if(e.joints[t.jointName]===void 0){let n=new jv;n.matrixAutoUpdate=!1,n.visible=!1,e.joints[t.jointName]=n,e.add(n)}return e.joints[t.jointName]}},Pv={aliceblue:15792383,antiquewhite:16444375,aqua:65535,aquamarine:8388564,azure:15794175,beige:16119260,bisque:16770244,black:0,blanchedalmond:16772045,blue:255,blueviolet:9055202,brown:10824234,burlywood:14596231,cadetblue:6266528,chartreuse:8388352,chocolate:13789470,coral:16744272,cornflowerblue:6591981,cornsilk:16775388,crimson:14423100,cyan:65535,darkblue:139,darkcyan:35723,darkgoldenrod:12092939,darkgray:11119017,darkgreen:25600,darkgrey:11119017,darkkhaki:12433259,darkmagenta:9109643,darkolivegreen:5597999,darkorange:16747520,darkorchid:10040012,darkred:9109504,darksalmon:15308410,darkseagreen:9419919,darkslateblue:4734347,darkslategray:3100495,darkslategrey:3100495,darkturquoise:52945,darkviolet:9699539,deeppink:16716947,deepskyblue:49151,dimgray:6908265,dimgrey:6908265,dodgerblue:2003199,firebrick:11674146,floralwhite:16775920,forestgreen:2263842,fuchsia:16711935,gainsboro:14474460,ghostwhite:16316671,gold:16766720,goldenrod:14329120,gray:8421504,green:32768,greenyellow:11403055,grey:8421504,honeydew:15794160,hotpink:16738740,indianred:13458524,indigo:4915330,ivory:16777200,khaki:15787660,lavender:15132410,lavenderblush:16773365,lawngreen:8190976,lemonchiffon:16775885,lightblue:11393254,lightcoral:15761536,lightcyan:14745599,lightgoldenrodyellow:16448210,lightgray:13882323,lightgreen:9498256,lightgrey:13882323,lightpink:16758465,lightsalmon:16752762,lightseagreen:2142890,lightskyblue:8900346,lightslategray:7833753,lightslategrey:7833753,lightsteelblue:11584734,lightyellow:16777184,lime:65280,limegreen:3329330,linen:16445670,magenta:16711935,maroon:8388608,mediumaquamarine:6737322,mediumblue:205,mediumorchid:12211667,mediumpurple:9662683,mediumseagreen:3978097,mediumslateblue:8087790,mediumspringgreen:64154,mediumturquoise:4772300,mediumvioletred:13047173,midnightblue:1644912,mintcream:16121850,mistyrose:16770273,moccasin:16770229,navajowhite:16768685,navy:128,oldlace:16643558,olive:8421376,olivedrab:7048739,orange:16753920,orangered:16729344,orchid:14315734,palegoldenrod:15657130,palegreen:10025880,paleturquoise:11529966,palevioletred:14381203,papayawhip:16773077,peachpuff:16767673,peru:13468991,pink:16761035,plum:14524637,powderblue:11591910,purple:8388736,rebeccapurple:6697881,red:16711680,rosybrown:12357519,royalblue:4286945,saddlebrown:9127187,salmon:16416882,sandybrown:16032864,seagreen:3050327,seashell:16774638,sienna:10506797,silver:12632256,skyblue:8900331,slateblue:6970061,slategray:7372944,slategrey:7372944,snow:16775930,springgreen:65407,steelblue:4620980,tan:13808780,teal:32896,thistle:14204888,tomato:16737095,turquoise:4251856,violet:15631086,wheat:16113331,white:16777215,whitesmoke:16119285,yellow:16776960,yellowgreen:10145074},Fv={h:0,s:0,l:0},Iv={h:0,s:0,l:0};function Lv(e,t,n){return n<0&&(n+=1),n>1&&--n,n<1/6?e+(t-e)*6*n:n<1/2?t:n<2/3?e+(t-e)*6*(2/3-n):e}var Rv=class{constructor(e,t,n){return this.isColor=!0,this.r=1,this.g=1,this.b=1,this.set(e,t,n)}set(e,t,n){if(t===void 0&&n===void 0){let t=e;t&&t.isColor?this.copy(t):typeof t==`number`?this.setHex(t):typeof t==`string`&&this.setStyle(t)}else this.setRGB(e,t,n);return this}setScalar(e){return this.r=e,this.g=e,this.b=e,this}setHex(e,t=t_){return e=Math.floor(e),this.r=(e>>16&255)/255,this.g=(e>>8&255)/255,this.b=(e&255)/255,V_.colorSpaceToWorking(this,t),this}setRGB(e,t,n,r=V_.workingColorSpace){return this.r=e,this.g=t,this.b=n,V_.colorSpaceToWorking(this,r),this}setHSL(e,t,n,r=V_.workingColorSpace){if(e=E_(e,1),t=T_(t,0,1),n=T_(n,0,1),t===0)this.r=this.g=this.b=n;else{let r=n<=.5?n*(1+t):n+t-n*t,i=2*n-r;this.r=Lv(i,r,e+1/3),this.g=Lv(i,r,e),this.b=Lv(i,r,e-1/3)}return V_.colorSpaceToWorking(this,r),this}setStyle(e,t=t_){function n(t){t!==void 0&&parseFloat(t)<1&&h_(`Color: Alpha component of `+e+` will be ignored.`)}let r;if(r=/^(\w+)\(([^\)]*)\)/.exec(e)){let i,a=r[1],o=r[2];switch(a){case`rgb`:case`rgba`:if(i=/^\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*(\d+(?:\.\d+)?|\.\d+)\s*)?$/.exec(o))return n(i[4]),this.setRGB(Math.min(255,parseInt(i[1],10))/255,Math.min(255,parseInt(i[2],10))/255,Math.min(255,parseInt(i[3],10))/255,t);if(i=/^\s*(\d+(?:\.\d+)?|\.\d+)\%\s*,\s*(\d+(?:\.\d+)?|\.\d+)\%\s*,\s*(\d+(?:\.\d+)?|\.\d+)\%\s*(?:,\s*(\d+(?:\.\d+)?|\.\d+)\s*)?$/.exec(o))return n(i[4]),this.setRGB(Math.min(100,parseFloat(i[1]))/100,Math.min(100,parseFloat(i[2]))/100,Math.min(100,parseFloat(i[3]))/100,t);break;case`hsl`:case`hsla`:if(i=/^\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+))\s*,\s*(\d+(?:\.\d+)?|\.\d+)\%\s*,\s*(\d+(?:\.\d+)?|\.\d+)\%\s*(?:,\s*(\d+(?:\.\d+)?|\.\d+)\s*)?$/.exec(o))return n(i[4]),this.setHSL(parseFloat(i[1])/360,parseFloat(i[2])/100,parseFloat(i[3])/100,t);break;default:h_(`Color: Unknown color model `+e)}}else if(r=/^\#([A-Fa-f\d]+)$/.exec(e)){let n=r[1],i=n.length;if(i===3)return this.setRGB(parseInt(n.charAt(0),16)/15,parseInt(n.charAt(1),16)/15,parseInt(n.charAt(2),16)/15,t);if(i===6)return this.setHex(parseInt(n,16),t);h_(`Color: Invalid hex color `+e)}else if(e&&e.length>0)return this.setColorName(e,t);return this}setColorName(e,t=t_){let n=Pv[e.toLowerCase()];return n===void 0?h_(`Color: Unknown color `+e):this.setHex(n,t),this}clone(){return new this.constructor(this.r,this.g,this.b)}copy(e){return this.r=e.r,this.g=e.g,this.b=e.b,this}copySRGBToLinear(e){return this.r=H_(e.r),this.g=H_(e.g),this.b=H_(e.b),this}copyLinearToSRGB(e){return this.r=U_(e.r),this.g=U_(e.g),this.b=U_(e.b),this}convertSRGBToLinear(){return this.copySRGBToLinear(this),this}convertLinearToSRGB(){return this.copyLinearToSRGB(this),this}getHex(e=t_){return V_.workingToColorSpace(zv.copy(this),e),Math.round(T_(zv.r*255,0,255))*65536+Math.round(T_(zv.g*255,0,255))*256+Math.round(T_(zv.b*255,0,255))}getHexString(e=t_){return(`000000`+this.getHex(e).toString(16)).slice(-6)}getHSL(e,t=V_.workingColorSpace){V_.workingToColorSpace(zv.copy(this),t);let n=zv.r,r=zv.g,i=zv.b,a=Math.max(n,r,i),o=Math.min(n,r,i),s,c,l=(o+a)/2;if(o===a)s=0,c=0;else{let e=a-o;switch(c=l<=.5?e/(a+o):e/(2-a-o),a){case n:s=(r-i)/e+(r<i?6:0);break;case r:s=(i-n)/e+2;break;case i:s=(n-r)/e+4}s/=6}return e.h=s,e.s=c,e.l=l,e}getRGB(e,t=V_.workingColorSpace){return V_.workingToColorSpace(zv.copy(this),t),e.r=zv.r,e.g=zv.g,e.b=zv.b,e}getStyle(e=t_){V_.workingToColorSpace(zv.copy(this),e);let t=zv.r,n=zv.g,r=zv.b;return e===`srgb`?`rgb(${Math.round(t*255)},${Math.round(n*255)},${Math.round(r*255)})`:`color(${e} ${t.toFixed(3)} ${n.toFixed(3)} ${r.toFixed(3)})`}offsetHSL(e,t,n){return this.getHSL(Fv),this.setHSL(Fv.h+e,Fv.s+t,Fv.l+n)}add(e){return this.r+=e.r,this.g+=e.g,this.b+=e.b,this}addColors(e,t){return this.r=e.r+t.r,this.g=e.g+t.g,this.b=e.b+t.b,this}addScalar(e){return this.r+=e,this.g+=e,this.b+=e,this}sub(e){return this.r=Math.max(0,this.r-e.r),this.g=Math.max(0,this.g-e.g),this.b=Math.max(0,this.b-e.b),this}multiply(e){return this.r*=e.r,this.g*=e.g,this.b*=e.b,this}multiplyScalar(e){return this.r*=e,this.g*=e,this.b*=e,this}lerp(e,t){return this.r+=(e.r-this.r)*t,this.g+=(e.g-this.g)*t,this.b+=(e.b-this.b)*t,this}lerpColors(e,t,n){return this.r=e.r+(t.r-e.r)*n,this.g=e.g+(t.g-e.g)*n,this.b=e.b+(t.b-e.b)*n,this}lerpHSL(e,t){this.getHSL(Fv),e.getHSL(Iv);let n=D_(Fv.h,Iv.h,t),r=D_(Fv.s,Iv.s,t),i=D_(Fv.l,Iv.l,t);return this.setHSL(n,r,i),this}setFromVector3(e){return this.r=e.x,this.g=e.y,this.b=e.z,this}applyMatrix3(e){let t=this.r,n=this.g,r=this.b,i=e.elements;return this.r=i[0]*t+i[3]*n+i[6]*r,this.g=i[1]*t+i[4]*n+i[7]*r,this.b=i[2]*t+i[5]*n+i[8]*r,this}equals(e){return e.r===this.r&&e.g===this.g&&e.b===this.b}fromArray(e,t=0){return this.r=e[t],this.g=e[t+1],this.b=e[t+2],this}toArray(e=[],t=0){return e[t]=this.r,e[t+1]=this.g,e[t+2]=this.b,e}fromBufferAttribute(e,t){return this.r=e.getX(t),this.g=e.getY(t),this.b=e.getZ(t),this}toJSON(){return this.getHex()}*[Symbol.iterator](){yield this.r,yield this.g,yield this.b}},zv=new Rv;Rv.NAMES=Pv;var Bv=class extends Av{constructor(){super(),this.isScene=!0,this.type=`Scene`,this.background=null,this.environment=null,this.fog=null,this.backgroundBlurriness=0,this.backgroundIntensity=1,this.backgroundRotation=new pv,this.environmentIntensity=1,this.environmentRotation=new pv,this.overrideMaterial=null,typeof __THREE_DEVTOOLS__<`u`&&__THREE_DEVTOOLS__.dispatchEvent(new CustomEvent(`observe`,{detail:this}))}copy(e,t){return super.copy(e,t),this.background=e.background===null?null:e.background.clone(),this.environment=e.environment===null?null:e.environment.clone(),this.fog=e.fog===null?null:e.fog.clone(),this.backgroundBlurriness=e.backgroundBlurriness,this.backgroundIntensity=e.backgroundIntensity,this.backgroundRotation.copy(e.backgroundRotation),this.environmentIntensity=e.environmentIntensity,this.environmentRotation.copy(e.environmentRotation),this.overrideMaterial=e.overrideMaterial===null?null:e.overrideMaterial.clone(),this.matrixAutoUpdate=e.matrixAutoUpdate,this}toJSON(e){let t=super.toJSON(e);return this.fog!==null&&(t.object.fog=this.fog.toJSON()),t.object.backgroundBlurriness=this.backgroundBlurriness,t.object.backgroundIntensity=this.backgroundIntensity,t.object.backgroundRotation=this.backgroundRotation.toArray(),t.object.environmentIntensity=this.environmentIntensity,t.object.environmentRotation=this.environmentRotation.toArray(),t}},Vv=new Q,Hv=new Q,Uv=new Q,Wv=new Q,Gv=new Q,Kv=new Q,qv=new Q,Jv=new Q,Yv=new Q,Xv=new Q,Zv=new Q_,Qv=new Q_,$v=new Q_,ey=class e{constructor(e=new Q,t=new Q,n=new Q){this.a=e,this.b=t,this.c=n}static getNormal(e,t,n,r){r.subVectors(n,t),Vv.subVectors(e,t),r.cross(Vv);let i=r.lengthSq();return i>0?r.multiplyScalar(1/Math.sqrt(i)):r.set(0,0,0)}static getBarycoord(e,t,n,r,i){Vv.subVectors(r,t),Hv.subVectors(n,t),Uv.subVectors(e,t);let a=Vv.dot(Vv),o=Vv.dot(Hv),s=Vv.dot(Uv),c=Hv.dot(Hv),l=Hv.dot(Uv),u=a*c-o*o;if(u===0)return i.set(0,0,0),null;let d=1/u,f=(c*s-o*l)*d,p=(a*l-o*s)*d;return i.set(1-f-p,p,f)}static containsPoint(e,t,n,r){return this.getBarycoord(e,t,n,r,Wv)!==null&&Wv.x>=0&&Wv.y>=0&&Wv.x+Wv.y<=1}static getInterpolation(e,t,n,r,i,a,o,s){return this.getBarycoord(e,t,n,r,Wv)===null?(s.x=0,s.y=0,`z`in s&&(s.z=0),`w`in s&&(s.w=0),null):(s.setScalar(0),s.addScaledVector(i,Wv.x),s.addScaledVector(a,Wv.y),s.addScaledVector(o,Wv.z),s)}static getInterpolatedAttribute(e,t,n,r,i,a){return Zv.setScalar(0),Qv.setScalar(0),$v.setScalar(0),Zv.fromBufferAttribute(e,t),Qv.fromBufferAttribute(e,n),$v.fromBufferAttribute(e,r),a.setScalar(0),a.addScaledVector(Zv,i.x),a.addScaledVector(Qv,i.y),a.addScaledVector($v,i.z),a}static isFrontFacing(e,t,n,r){return Vv.subVectors(n,t),Hv.subVectors(e,t),Vv.cross(Hv).dot(r)<0}set(e,t,n){return this.a.copy(e),this.b.copy(t),this.c.copy(n),this}setFromPointsAndIndices(e,t,n,r){return this.a.copy(e[t]),this.b.copy(e[n]),this.c.copy(e[r]),this}setFromAttributeAndIndices(e,t,n,r){return this.a.fromBufferAttribute(e,t),this.b.fromBufferAttribute(e,n),this.c.fromBufferAttribute(e,r),this}clone(){return new this.constructor().copy(this)}copy(e){return this.a.copy(e.a),this.b.copy(e.b),this.c.copy(e.c),this}getArea(){return Vv.subVectors(this.c,this.b),Hv.subVectors(this.a,this.b),Vv.cross(Hv).length()*.5}getMidpoint(e){return e.addVectors(this.a,this.b).add(this.c).multiplyScalar(1/3)}getNormal(t){return e.getNormal(this.a,this.b,this.c,t)}getPlane(e){return e.setFromCoplanarPoints(this.a,this.b,this.c)}getBarycoord(t,n){return e.getBarycoord(t,this.a,this.b,this.c,n)}getInterpolation(t,n,r,i,a){return e.getInterpolation(t,this.a,this.b,this.c,n,r,i,a)}containsPoint(t){return e.containsPoint(t,this.a,this.b,this.c)}isFrontFacing(t){return e.isFrontFacing(this.a,this.b,this.c,t)}intersectsBox(e){return e.intersectsTriangle(this)}closestPointToPoint(e,t){let n=this.a,r=this.b,i=this.c,a,o;Gv.subVectors(r,n),Kv.subVectors(i,n),Jv.subVectors(e,n);let s=Gv.dot(Jv),c=Kv.dot(Jv);if(s<=0&&c<=0)return t.copy(n);Yv.subVectors(e,r);let l=Gv.dot(Yv),u=Kv.dot(Yv);if(l>=0&&u<=l)return t.copy(r);let d=s*u-l*c;if(d<=0&&s>=0&&l<=0&&s-l>0)return a=s/(s-l),t.copy(n).addScaledVector(Gv,a);Xv.subVectors(e,i);let f=Gv.dot(Xv),p=Kv.dot(Xv);if(p>=0&&f<=p)return t.copy(i);let m=f*c-s*p;if(m<=0&&c>=0&&p<=0)return o=c/(c-p),t.copy(n).addScaledVector(Kv,o);let h=l*p-f*u;if(h<=0&&u-l>=0&&f-p>=0)return qv.subVectors(i,r),o=(u-l)/(u-l+(f-p)),t.copy(r).addScaledVector(qv,o);let g=1/(h+m+d);return a=m*g,o=d*g,t.copy(n).addScaledVector(Gv,a).addScaledVector(Kv,o)}equals(e){return e.a.equals(this.a)&&e.b.equals(this.b)&&e.c.equals(this.c)}},ty=class{constructor(e=new Q(1/0,1/0,1/0),t=new Q(-1/0,-1/0,-1/0)){this.isBox3=!0,this.min=e,this.max=t}set(e,t){return this.min.copy(e),this.max.copy(t),this}setFromArray(e){this.makeEmpty();for(let t=0,n=e.length;t<n;t+=3)this.expandByPoint(ry.fromArray(e,t));return this}setFromBufferAttribute(e){this.makeEmpty();for(let t=0,n=e.count;t<n;t++)this.expandByPoint(ry.fromBufferAttribute(e,t));return this}setFromPoints(e){this.makeEmpty();for(let t=0,n=e.length;t<n;t++)this.expandByPoint(e[t]);return this}setFromCenterAndSize(e,t){let n=ry.copy(t).multiplyScalar(.5);return this.min.copy(e).sub(n),this.max.copy(e).add(n),this}setFromObject(e,t=!1){return this.makeEmpty(),this.expandByObject(e,t)}clone(){return new this.constructor().copy(this)}copy(e){return this.min.copy(e.min),this.max.copy(e.max),this}makeEmpty(){return this.min.x=this.min.y=this.min.z=1/0,this.max.x=this.max.y=this.max.z=-1/0,this}isEmpty(){return this.max.x<this.min.x||this.max.y<this.min.y||this.max.z<this.min.z}getCenter(e){return this.isEmpty()?e.set(0,0,0):e.addVectors(this.min,this.max).multiplyScalar(.5)}getSize(e){return this.isEmpty()?e.set(0,0,0):e.subVectors(this.max,this.min)}expandByPoint(e){return this.min.min(e),this.max.max(e),this}expandByVector(e){return this.min.sub(e),this.max.add(e),this}expandByScalar(e){return this.min.addScalar(-e),this.max.addScalar(e),this}expandByObject(e,t=!1){e.updateWorldMatrix(!1,!1);let n=e.geometry;if(n!==void 0){let r=n.getAttribute(`position`);if(t===!0&&r!==void 0&&e.isInstancedMesh!==!0&&e.isBatchedMesh!==!0)for(let t=0,n=r.count;t<n;t++)e.isMesh===!0?e.getVertexPosition(t,ry):ry.fromBufferAttribute(r,t),ry.applyMatrix4(e.matrixWorld),this.expandByPoint(ry);else e.boundingBox===void 0?(n.boundingBox===null&&n.computeBoundingBox(),iy.copy(n.boundingBox)):(e.boundingBox===null&&e.computeBoundingBox(),iy.copy(e.boundingBox)),iy.applyMatrix4(e.matrixWorld),this.union(iy)}let r=e.children;for(let e=0,n=r.length;e<n;e++)this.expandByObject(r[e],t);return this}containsPoint(e){return e.x>=this.min.x&&e.x<=this.max.x&&e.y>=this.min.y&&e.y<=this.max.y&&e.z>=this.min.z&&e.z<=this.max.z}containsBox(e){return this.min.x<=e.min.x&&e.max.x<=this.max.x&&this.min.y<=e.min.y&&e.max.y<=this.max.y&&this.min.z<=e.min.z&&e.max.z<=this.max.z}getParameter(e,t){return t.set((e.x-this.min.x)/(this.max.x-this.min.x),(e.y-this.min.y)/(this.max.y-this.min.y),(e.z-this.min.z)/(this.max.z-this.min.z))}intersectsBox(e){return e.max.x>=this.min.x&&e.min.x<=this.max.x&&e.max.y>=this.min.y&&e.min.y<=this.max.y&&e.max.z>=this.min.z&&e.min.z<=this.max.z}intersectsSphere(e){return this.clampPoint(e.center,ry),ry.distanceToSquared(e.center)<=e.radius*e.radius}intersectsPlane(e){let t,n;return e.normal.x>0?(t=e.normal.x*this.min.x,n=e.normal.x*this.max.x):(t=e.normal.x*this.max.x,n=e.normal.x*this.min.x),e.normal.y>0?(t+=e.normal.y*this.min.y,n+=e.normal.y*this.max.y):(t+=e.normal.y*this.max.y,n+=e.normal.y*this.min.y),e.normal.z>0?(t+=e.normal.z*this.min.z,n+=e.normal.z*this.max.z):(t+=e.normal.z*this.max.z,n+=e.normal.z*this.min.z),t<=-e.constant&&n>=-e.constant}intersectsTriangle(e){if(this.isEmpty())return!1;this.getCenter(dy),fy.subVectors(this.max,dy),ay.subVectors(e.a,dy),oy.subVectors(e.b,dy),sy.subVectors(e.c,dy),cy.subVectors(oy,ay),ly.subVectors(sy,oy),uy.subVectors(ay,sy);let t=[0,-cy.z,cy.y,0,-ly.z,ly.y,0,-uy.z,uy.y,cy.z,0,-cy.x,ly.z,0,-ly.x,uy.z,0,-uy.x,-cy.y,cy.x,0,-ly.y,ly.x,0,-uy.y,uy.x,0];return!hy(t,ay,oy,sy,fy)||(t=[1,0,0,0,1,0,0,0,1],!hy(t,ay,oy,sy,fy))?!1:(py.crossVectors(cy,ly),t=[py.x,py.y,py.z],hy(t,ay,oy,sy,fy))}clampPoint(e,t){return t.copy(e).clamp(this.min,this.max)}distanceToPoint(e){return this.clampPoint(e,ry).distanceTo(e)}getBoundingSphere(e){return this.isEmpty()?e.makeEmpty():(this.getCenter(e.center),e.radius=this.getSize(ry).length()*.5),e}intersect(e){return this.min.max(e.min),this.max.min(e.max),this.isEmpty()&&this.makeEmpty(),this}union(e){return this.min.min(e.min),this.max.max(e.max),this}applyMatrix4(e){return this.isEmpty()||(ny[0].set(this.min.x,this.min.y,this.min.z).applyMatrix4(e),ny[1].set(this.min.x,this.min.y,this.max.z).applyMatrix4(e),ny[2].set(this.min.x,this.max.y,this.min.z).applyMatrix4(e),ny[3].set(this.min.x,this.max.y,this.max.z).applyMatrix4(e),ny[4].set(this.max.x,this.min.y,this.min.z).applyMatrix4(e),ny[5].set(this.max.x,this.min.y,this.max.z).applyMatrix4(e),ny[6].set(this.max.x,this.max.y,this.min.z).applyMatrix4(e),ny[7].set(this.max.x,this.max.y,this.max.z).applyMatrix4(e),this.setFromPoints(ny)),this}translate(e){return this.min.add(e),this.max.add(e),this}equals(e){return e.min.equals(this.min)&&e.max.equals(this.max)}toJSON(){return{min:this.min.toArray(),max:this.max.toArray()}}fromJSON(e){return this.min.fromArray(e.min),this.max.fromArray(e.max),this}},ny=[new Q,new Q,new Q,new Q,new Q,new Q,new Q,new Q],ry=new Q,iy=new ty,ay=new Q,oy=new Q,sy=new Q,cy=new Q,ly=new Q,uy=new Q,dy=new Q,fy=new Q,py=new Q,my=new Q;function hy(e,t,n,r,i){for(let a=0,o=e.length-3;a<=o;a+=3){my.fromArray(e,a);let o=i.x*Math.abs(my.x)+i.y*Math.abs(my.y)+i.z*Math.abs(my.z),s=t.dot(my),c=n.dot(my),l=r.dot(my);if(Math.max(-Math.max(s,c,l),Math.min(s,c,l))>o)return!1}return!0}var gy=new Q,_y=new M_,vy=0,yy=class extends b_{constructor(e,t,n=!1){if(super(),Array.isArray(e))throw TypeError(`THREE.BufferAttribute: array should be a Typed Array.`);this.isBufferAttribute=!0,Object.defineProperty(this,"id",{value:vy++}),this.name=``,this.array=e,this.itemSize=t,this.count=e===void 0?0:e.length/t,this.normalized=n,this.usage=o_,this.updateRanges=[],this.gpuType=Jh,this.version=0,this._normalizationScale=e===void 0?void 0:k_(e)}onUploadCallback(){}set needsUpdate(e){e===!0&&this.version++}setUsage(e){return this.usage=e,this}addUpdateRange(e,t){this.updateRanges.push({start:e,count:t})}clearUpdateRanges(){this.updateRanges.length=0}copy(e){return this.name=e.name,this.array=new e.array.constructor(e.array),this.itemSize=e.itemSize,this.count=e.count,this.normalized=e.normalized,this.usage=e.usage,this.gpuType=e.gpuType,this._normalizationScale=e._normalizationScale,this}copyAt(e,t,n){e*=this.itemSize,n*=t.itemSize;for(let r=0,i=this.itemSize;r<i;r++)this.array[e+r]=t.array[n+r];return this}copyArray(e){return this.array.set(e),this}applyMatrix3(e){if(this.itemSize===2)for(let t=0,n=this.count;t<n;t++)_y.fromBufferAttribute(this,t),_y.applyMatrix3(e),this.setXY(t,_y.x,_y.y);else if(this.itemSize===3)for(let t=0,n=this.count;t<n;t++)gy.fromBufferAttribute(this,t),gy.applyMatrix3(e),this.setXYZ(t,gy.x,gy.y,gy.z);return this}applyMatrix4(e){for(let t=0,n=this.count;t<n;t++)gy.fromBufferAttribute(this,t),gy.applyMatrix4(e),this.setXYZ(t,gy.x,gy.y,gy.z);return this}applyNormalMatrix(e){for(let t=0,n=this.count;t<n;t++)gy.fromBufferAttribute(this,t),gy.applyNormalMatrix(e),this.setXYZ(t,gy.x,gy.y,gy.z);return this}transformDirection(e){for(let t=0,n=this.count;t<n;t++)gy.fromBufferAttribute(this,t),gy.transformDirection(e),this.setXYZ(t,gy.x,gy.y,gy.z);return this}set(e,t=0){return this.array.set(e,t),this}getComponent(e,t){let n=this.array[e*this.itemSize+t];return this.normalized&&(n=this._denormalize(n)),n}setComponent(e,t,n){return this.normalized&&(n=this._normalize(n)),this.array[e*this.itemSize+t]=n,this}getX(e){let t=this.array[e*this.itemSize];return this.normalized&&(t=this._denormalize(t)),t}setX(e,t){return this.normalized&&(t=this._normalize(t)),this.array[e*this.itemSize]=t,this}getY(e){let t=this.array[e*this.itemSize+1];return this.normalized&&(t=this._denormalize(t)),t}setY(e,t){return this.normalized&&(t=this._normalize(t)),this.array[e*this.itemSize+1]=t,this}getZ(e){let t=this.array[e*this.itemSize+2];return this.normalized&&(t=this._denormalize(t)),t}setZ(e,t){return this.normalized&&(t=this._normalize(t)),this.array[e*this.itemSize+2]=t,this}getW(e){let t=this.array[e*this.itemSize+3];return this.normalized&&(t=this._denormalize(t)),t}setW(e,t){return this.normalized&&(t=this._normalize(t)),this.array[e*this.itemSize+3]=t,this}setXY(e,t,n){return e*=this.itemSize,this.normalized&&(t=this._normalize(t),n=this._normalize(n)),this.array[e+0]=t,this.array[e+1]=n,this}setXYZ(e,t,n,r){return e*=this.itemSize,this.normalized&&(t=this._normalize(t),n=this._normalize(n),r=this._normalize(r)),this.array[e+0]=t,this.array[e+1]=n,this.array[e+2]=r,this}setXYZW(e,t,n,r,i){return e*=this.itemSize,this.normalized&&(t=this._normalize(t),n=this._normalize(n),r=this._normalize(r),i=this._normalize(i)),this.array[e+0]=t,this.array[e+1]=n,this.array[e+2]=r,this.array[e+3]=i,this}onUpload(e){return this.onUploadCallback=e,this}clone(){return new this.constructor(this.array,this.itemSize).copy(this)}toJSON(){let e={itemSize:this.itemSize,type:this.array.constructor.name,array:Array.from(this.array),normalized:this.normalized};return e.name=this.name,e.usage=this.usage,e.gpuType=this.gpuType,e}dispose(){this.dispatchEvent({type:`dispose`})}_denormalize(e){let t=this._normalizationScale;return t===void 0?A_(e,this.array):Math.max(e/t,-1)}_normalize(e){let t=this._normalizationScale;return t===void 0?j_(e,this.array):Math.round(e*t)}},by=class extends yy{constructor(e,t,n){super(new Uint16Array(e),t,n)}},xy=class extends yy{constructor(e,t,n){super(new Uint32Array(e),t,n)}},Sy=class extends yy{constructor(e,t,n){super(new Float32Array(e),t,n)}},Cy=new ty,wy=new Q,Ty=new Q,Ey=class{constructor(e=new Q,t=-1){this.isSphere=!0,this.center=e,this.radius=t}set(e,t){return this.center.copy(e),this.radius=t,this}setFromPoints(e,t){let n=this.center;t===void 0?Cy.setFromPoints(e).getCenter(n):n.copy(t);let r=0;for(let t=0,i=e.length;t<i;t++)r=Math.max(r,n.distanceToSquared(e[t]));return this.radius=Math.sqrt(r),this}copy(e){return this.center.copy(e.center),this.radius=e.radius,this}isEmpty(){return this.radius<0}makeEmpty(){return this.center.set(0,0,0),this.radius=-1,this}containsPoint(e){return e.distanceToSquared(this.center)<=this.radius*this.radius}distanceToPoint(e){return e.distanceTo(this.center)-this.radius}intersectsSphere(e){let t=this.radius+e.radius;return e.center.distanceToSquared(this.center)<=t*t}intersectsBox(e){return e.intersectsSphere(this)}intersectsPlane(e){return Math.abs(e.distanceToPoint(this.center))<=this.radius}clampPoint(e,t){let n=this.center.distanceToSquared(e);return t.copy(e),n>this.radius*this.radius&&(t.sub(this.center).normalize(),t.multiplyScalar(this.radius).add(this.center)),t}getBoundingBox(e){return this.isEmpty()?(e.makeEmpty(),e):(e.set(this.center,this.center),e.expandByScalar(this.radius),e)}applyMatrix4(e){return this.center.applyMatrix4(e),this.radius*=e.getMaxScaleOnAxis(),this}translate(e){return this.center.add(e),this}expandByPoint(e){if(this.isEmpty())return this.center.copy(e),this.radius=0,this;wy.subVectors(e,this.center);let t=wy.lengthSq();if(t>this.radius*this.radius){let e=Math.sqrt(t),n=(e-this.radius)*.5;this.center.addScaledVector(wy,n/e),this.radius+=n}return this}union(e){return e.isEmpty()?this:this.isEmpty()?(this.copy(e),this):(this.center.equals(e.center)===!0?this.radius=Math.max(this.radius,e.radius):(Ty.subVectors(e.center,this.center).setLength(e.radius),this.expandByPoint(wy.copy(e.center).add(Ty)),this.expandByPoint(wy.copy(e.center).sub(Ty))),this)}equals(e){return e.center.equals(this.center)&&e.radius===this.radius}clone(){return new this.constructor().copy(this)}toJSON(){return{radius:this.radius,center:this.center.toArray()}}fromJSON(e){return this.radius=e.radius,this.center.fromArray(e.center),this}},Dy=0,Oy=new rv,ky=new Av,Ay=new Q,jy=new ty,My=new ty,Ny=new Q,Py=class e extends b_{constructor(){super(),this.isBufferGeometry=!0,Object.defineProperty(this,"id",{value:Dy++}),this.uuid=w_(),this.name=``,this.type=`BufferGeometry`,this.index=null,this.indirect=null,this.indirectOffset=0,this.attributes={},this.morphAttributes={},this.morphTargetsRelative=!1,this.groups=[],this.boundingBox=null,this.boundingSphere=null,this.drawRange={start:0,count:1/0},this.userData={},this._transformed=!1}getIndex(){return this.index}setIndex(e){return this.index=Array.isArray(e)?new(c_(e)?xy:by)(e,1):e,this}setIndirect(e,t=0){return this.indirect=e,this.indirectOffset=t,this}getIndirect(){return this.indirect}getAttribute(e){return this.attributes[e]}setAttribute(e,t){return this.attributes[e]=t,this}deleteAttribute(e){return delete this.attributes[e],this}hasAttribute(e){return this.attributes[e]!==void 0}addGroup(e,t,n=0){this.groups.push({start:e,count:t,materialIndex:n})}clearGroups(){this.groups=[]}setDrawRange(e,t){this.drawRange.start=e,this.drawRange.count=t}applyMatrix4(e){let t=this.attributes.position;t!==void 0&&(t.applyMatrix4(e),t.needsUpdate=!0);let n=this.attributes.normal;if(n!==void 0){let t=new I_().getNormalMatrix(e);n.applyNormalMatrix(t),n.needsUpdate=!0}let r=this.attributes.tangent;return r!==void 0&&(r.transformDirection(e),r.needsUpdate=!0),this.boundingBox!==null&&this.computeBoundingBox(),this.boundingSphere!==null&&this.computeBoundingSphere(),this._transformed=!0,this}applyQuaternion(e){return Oy.makeRotationFromQuaternion(e),this.applyMatrix4(Oy),this}rotateX(e){return Oy.makeRotationX(e),this.applyMatrix4(Oy),this}rotateY(e){return Oy.makeRotationY(e),this.applyMatrix4(Oy),this}rotateZ(e){return Oy.makeRotationZ(e),this.applyMatrix4(Oy),this}translate(e,t,n){return Oy.makeTranslation(e,t,n),this.applyMatrix4(Oy),this}scale(e,t,n){return Oy.makeScale(e,t,n),this.applyMatrix4(Oy),this}lookAt(e){return ky.lookAt(e),ky.updateMatrix(),this.applyMatrix4(ky.matrix),this}center(){return this.computeBoundingBox(),this.boundingBox.getCenter(Ay).negate(),this.translate(Ay.x,Ay.y,Ay.z),this}setFromPoints(e){let t=this.getAttribute(`position`);if(t===void 0){let t=[];for(let n=0,r=e.length;n<r;n++){let r=e[n];t.push(r.x,r.y,r.z||0)}this.setAttribute(`position`,new Sy(t,3))}else{let n=Math.min(e.length,t.count);for(let r=0;r<n;r++){let n=e[r];t.setXYZ(r,n.x,n.y,n.z||0)}e.length>t.count&&h_(`BufferGeometry: Buffer size too small for points data. Use .dispose() and create a new geometry.`),t.needsUpdate=!0}return this}computeBoundingBox(){this.boundingBox===null&&(this.boundingBox=new ty);let e=this.attributes.position,t=this.morphAttributes.position;if(e&&e.isGLBufferAttribute)g_(`BufferGeometry.computeBoundingBox(): GLBufferAttribute requires a manual bounding box.`,this),this.boundingBox.set(new Q(-1/0,-1/0,-1/0),new Q(1/0,1/0,1/0));else{if(e!==void 0){if(this.boundingBox.setFromBufferAttribute(e),t)for(let e=0,n=t.length;e<n;e++){let n=t[e];jy.setFromBufferAttribute(n),this.morphTargetsRelative?(Ny.addVectors(this.boundingBox.min,jy.min),this.boundingBox.expandByPoint(Ny),Ny.addVectors(this.boundingBox.max,jy.max),this.boundingBox.expandByPoint(Ny)):(this.boundingBox.expandByPoint(jy.min),this.boundingBox.expandByPoint(jy.max))}}else this.boundingBox.makeEmpty();(isNaN(this.boundingBox.min.x)||isNaN(this.boundingBox.min.y)||isNaN(this.boundingBox.min.z))&&g_(`BufferGeometry.computeBoundingBox(): Computed min/max have NaN values. The "position" attribute is likely to have NaN values.`,this)}}computeBoundingSphere(){this.boundingSphere===null&&(this.boundingSphere=new Ey);let e=this.attributes.position,t=this.morphAttributes.position;if(e&&e.isGLBufferAttribute)g_(`BufferGeometry.computeBoundingSphere(): GLBufferAttribute requires a manual bounding sphere.`,this),this.boundingSphere.set(new Q,1/0);else if(e){let n=this.boundingSphere.center;if(jy.setFromBufferAttribute(e),t)for(let e=0,n=t.length;e<n;e++){let n=t[e];My.setFromBufferAttribute(n),this.morphTargetsRelative?(Ny.addVectors(jy.min,My.min),jy.expandByPoint(Ny),Ny.addVectors(jy.max,My.max),jy.expandByPoint(Ny)):(jy.expandByPoint(My.min),jy.expandByPoint(My.max))}jy.getCenter(n);let r=0;for(let t=0,i=e.count;t<i;t++)Ny.fromBufferAttribute(e,t),r=Math.max(r,n.distanceToSquared(Ny));if(t)for(let i=0,a=t.length;i<a;i++){let a=t[i],o=this.morphTargetsRelative;for(let t=0,i=a.count;t<i;t++)Ny.fromBufferAttribute(a,t),o&&(Ay.fromBufferAttribute(e,t),Ny.add(Ay)),r=Math.max(r,n.distanceToSquared(Ny))}this.boundingSphere.radius=Math.sqrt(r),isNaN(this.boundingSphere.radius)&&g_(`BufferGeometry.computeBoundingSphere(): Computed radius is NaN. The "position" attribute is likely to have NaN values.`,this)}}computeTangents(){let e=this.index,t=this.attributes;if(e===null||t.position===void 0||t.normal===void 0||t.uv===void 0){g_(`BufferGeometry: .computeTangents() failed. Missing required attributes (index, position, normal or uv)`);return}let n=t.position,r=t.normal,i=t.uv,a=this.getAttribute(`tangent`);(a===void 0||a.count!==n.count)&&(a=new yy(new Float32Array(4*n.count),4),this.setAttribute(`tangent`,a));let o=[],s=[],c=new Uint8Array(n.count);for(let e=0;e<n.count;e++)o[e]=new Q,s[e]=new Q;let l=new Q,u=new Q,d=new Q,f=new M_,p=new M_,m=new M_,h=new Q,g=new Q;function _(e,t,r){c[e]=c[t]=c[r]=1,l.fromBufferAttribute(n,e),u.fromBufferAttribute(n,t),d.fromBufferAttribute(n,r),f.fromBufferAttribute(i,e),p.fromBufferAttribute(i,t),m.fromBufferAttribute(i,r),u.sub(l),d.sub(l),p.sub(f),m.sub(f);let a=1/(p.x*m.y-m.x*p.y);isFinite(a)&&(h.copy(u).multiplyScalar(m.y).addScaledVector(d,-p.y).multiplyScalar(a),g.copy(d).multiplyScalar(p.x).addScaledVector(u,-m.x).multiplyScalar(a),o[e].add(h),o[t].add(h),o[r].add(h),s[e].add(g),s[t].add(g),s[r].add(g))}let v=this.groups;v.length===0&&(v=[{start:0,count:e.count}]);for(let t=0,n=v.length;t<n;++t){let n=v[t],r=n.start,i=n.count;for(let t=r,n=r+i;t<n;t+=3)_(e.getX(t+0),e.getX(t+1),e.getX(t+2))}let y=new Q,b=new Q,x=new Q,S=new Q;function C(e){x.fromBufferAttribute(r,e),S.copy(x);let t=o[e];y.copy(t),y.sub(x.multiplyScalar(x.dot(t))).normalize(),b.crossVectors(S,t);let n=b.dot(s[e])<0?-1:1;a.setXYZW(e,y.x,y.y,y.z,n)}for(let e=0,t=n.count;e<t;++e)c[e]&&C(e);this._transformed=!0}computeVertexNormals(){let e=this.index,t=this.getAttribute(`position`);if(t!==void 0){let n=this.getAttribute(`normal`);if(n===void 0||n.count!==t.count)n=new yy(new Float32Array(t.count*3),3),this.setAttribute(`normal`,n);else for(let e=0,t=n.count;e<t;e++)n.setXYZ(e,0,0,0);let r=new Q,i=new Q,a=new Q,o=new Q,s=new Q,c=new Q,l=new Q,u=new Q;if(e)for(let d=0,f=e.count;d<f;d+=3){let f=e.getX(d+0),p=e.getX(d+1),m=e.getX(d+2);r.fromBufferAttribute(t,f),i.fromBufferAttribute(t,p),a.fromBufferAttribute(t,m),l.subVectors(a,i),u.subVectors(r,i),l.cross(u),o.fromBufferAttribute(n,f),s.fromBufferAttribute(n,p),c.fromBufferAttribute(n,m),o.add(l),s.add(l),c.add(l),n.setXYZ(f,o.x,o.y,o.z),n.setXYZ(p,s.x,s.y,s.z),n.setXYZ(m,c.x,c.y,c.z)}else for(let e=0,o=t.count;e<o;e+=3)r.fromBufferAttribute(t,e+0),i.fromBufferAttribute(t,e+1),a.fromBufferAttribute(t,e+2),l.subVectors(a,i),u.subVectors(r,i),l.cross(u),n.setXYZ(e+0,l.x,l.y,l.z),n.setXYZ(e+1,l.x,l.y,l.z),n.setXYZ(e+2,l.x,l.y,l.z);this.normalizeNormals(),n.needsUpdate=!0}}normalizeNormals(){let e=this.attributes.normal;for(let t=0,n=e.count;t<n;t++)Ny.fromBufferAttribute(e,t),Ny.normalize(),e.setXYZ(t,Ny.x,Ny.y,Ny.z)}toNonIndexed(){function t(e,t){let n=e.array,r=e.itemSize,i=e.normalized,a=new n.constructor(t.length*r),o=0,s=0;for(let i=0,c=t.length;i<c;i++){o=e.isInterleavedBufferAttribute?t[i]*e.data.stride+e.offset:t[i]*r;for(let e=0;e<r;e++)a[s++]=n[o++]}return new yy(a,r,i)}if(this.index===null)return h_(`BufferGeometry.toNonIndexed(): BufferGeometry is already non-indexed.`),this;let n=new e,r=this.index.array,i=this.attributes;for(let e in i){let a=i[e],o=t(a,r);n.setAttribute(e,o)}let a=this.morphAttributes;for(let e in a){let i=[],o=a[e];for(let e=0,n=o.length;e<n;e++){let n=o[e],a=t(n,r);i.push(a)}n.morphAttributes[e]=i}n.morphTargetsRelative=this.morphTargetsRelative;let o=this.groups;for(let e=0,t=o.length;e<t;e++){let t=o[e];n.addGroup(t.start,t.count,t.materialIndex)}return n}toJSON(){let e={metadata:{version:4.7,type:`BufferGeometry`,generator:`BufferGeometry.toJSON`}};if(e.uuid=this.uuid,e.type=this.parameters!==void 0&&this._transformed===!0?`BufferGeometry`:this.type,e.name=this.name,Object.keys(this.userData).length>0&&(e.userData=this.userData),this.parameters!==void 0&&this._transformed!==!0){let t=this.parameters;for(let n in t)t[n]!==void 0&&(e[n]=t[n]);return e}e.data={attributes:{}};let t=this.index;t!==null&&(e.data.index={type:t.array.constructor.name,array:Array.prototype.slice.call(t.array)});let n=this.attributes;for(let t in n){let r=n[t];e.data.attributes[t]=r.toJSON(e.data)}let r={},i=!1;for(let t in this.morphAttributes){let n=this.morphAttributes[t],a=[];for(let t=0,r=n.length;t<r;t++){let r=n[t];a.push(r.toJSON(e.data))}a.length>0&&(r[t]=a,i=!0)}i&&(e.data.morphAttributes=r,e.data.morphTargetsRelative=this.morphTargetsRelative);let a=this.groups;a.length>0&&(e.data.groups=JSON.parse(JSON.stringify(a)));let o=this.boundingSphere;return o!==null&&(e.data.boundingSphere=o.toJSON()),e}clone(){return new this.constructor().copy(this)}copy(e){this.index=null,this.attributes={},this.morphAttributes={},this.groups=[],this.boundingBox=null,this.boundingSphere=null;let t={};this.name=e.name;let n=e.index;n!==null&&this.setIndex(n.clone());let r=e.attributes;for(let e in r){let n=r[e];this.setAttribute(e,n.clone(t))}let i=e.morphAttributes;for(let e in i){let n=[],r=i[e];for(let e=0,i=r.length;e<i;e++)n.push(r[e].clone(t));this.morphAttributes[e]=n}this.morphTargetsRelative=e.morphTargetsRelative;let a=e.groups;for(let e=0,t=a.length;e<t;e++){let t=a[e];this.addGroup(t.start,t.count,t.materialIndex)}let o=e.boundingBox;o!==null&&(this.boundingBox=o.clone());let s=e.boundingSphere;return s!==null&&(this.boundingSphere=s.clone()),this.drawRange.start=e.drawRange.start,this.drawRange.count=e.drawRange.count,this.userData=e.userData,this._transformed=e._transformed,this}dispose(){this.dispatchEvent({type:`dispose`})}},Fy=new Q,Iy=new Q,Ly=new I_,Ry=class{constructor(e=new Q(1,0,0),t=0){this.isPlane=!0,this.normal=e,this.constant=t}set(e,t){return this.normal.copy(e),this.constant=t,this}setComponents(e,t,n,r){return this.normal.set(e,t,n),this.constant=r,this}setFromNormalAndCoplanarPoint(e,t){return this.normal.copy(e),this.constant=-t.dot(this.normal),this}setFromCoplanarPoints(e,t,n){let r=Fy.subVectors(n,t).cross(Iy.subVectors(e,t)).normalize();return this.setFromNormalAndCoplanarPoint(r,e),this}copy(e){return this.normal.copy(e.normal),this.constant=e.constant,this}normalize(){let e=1/this.normal.length();return this.normal.multiplyScalar(e),this.constant*=e,this}negate(){return this.constant*=-1,this.normal.negate(),this}distanceToPoint(e){return this.normal.dot(e)+this.constant}distanceToSphere(e){return this.distanceToPoint(e.center)-e.radius}projectPoint(e,t){return t.copy(e).addScaledVector(this.normal,-this.distanceToPoint(e))}intersectLine(e,t,n=!0){let r=e.delta(Fy),i=this.normal.dot(r);if(i===0)return this.distanceToPoint(e.start)===0?t.copy(e.start):null;let a=-(e.start.dot(this.normal)+this.constant)/i;return n===!0&&(a<0||a>1)?null:t.copy(e.start).addScaledVector(r,a)}intersectsLine(e){let t=this.distanceToPoint(e.start),n=this.distanceToPoint(e.end);return t<0&&n>0||n<0&&t>0}intersectsBox(e){return e.intersectsPlane(this)}intersectsSphere(e){return e.intersectsPlane(this)}coplanarPoint(e){return e.copy(this.normal).multiplyScalar(-this.constant)}applyMatrix4(e,t){let n=t||Ly.getNormalMatrix(e),r=this.coplanarPoint(Fy).applyMatrix4(e),i=this.normal.applyMatrix3(n).normalize();return this.constant=-r.dot(i),this}translate(e){return this.constant-=e.dot(this.normal),this}equals(e){return e.normal.equals(this.normal)&&e.constant===this.constant}clone(){return new this.constructor().copy(this)}toJSON(){return{normal:this.normal.toArray(),constant:this.constant}}fromJSON(e){return this.normal.fromArray(e.normal),this.constant=e.constant,this}},zy=0,By=class extends b_{constructor(){super(),this.isMaterial=!0,Object.defineProperty(this,"id",{value:zy++}),this.uuid=w_(),this.name=``,this.type=`Material`,this.blending=1,this.side=0,this.vertexColors=!1,this.opacity=1,this.transparent=!1,this.alphaHash=!1,this.blendSrc=204,this.blendDst=205,this.blendEquation=100,this.blendSrcAlpha=null,this.blendDstAlpha=null,this.blendEquationAlpha=null,this.blendColor=new Rv(0,0,0),this.blendAlpha=0,this.depthFunc=3,this.depthTest=!0,this.depthWrite=!0,this.stencilWriteMask=255,this.stencilFunc=519,this.stencilRef=0,this.stencilFuncMask=255,this.stencilFail=a_,this.stencilZFail=a_,this.stencilZPass=a_,this.stencilWrite=!1,this.clippingPlanes=null,this.clipIntersection=!1,this.clipShadows=!1,this.shadowSide=null,this.colorWrite=!0,this.precision=null,this.polygonOffset=!1,this.polygonOffsetFactor=0,this.polygonOffsetUnits=0,this.dithering=!1,this.alphaToCoverage=!1,this.premultipliedAlpha=!1,this.forceSinglePass=!1,this.allowOverride=!0,this.visible=!0,this.toneMapped=!0,this.userData={},this.version=0,this._alphaTest=0}get alphaTest(){return this._alphaTest}set alphaTest(e){this._alphaTest>0!=e>0&&this.version++,this._alphaTest=e}onBeforeRender(){}onBeforeCompile(){}customProgramCacheKey(){return this.onBeforeCompile.toString()}setValues(e){if(e!==void 0)for(let t in e){let n=e[t];if(n===void 0){h_(`Material: parameter '${t}' has value of undefined.`);continue}let r=this[t];r===void 0?h_(`Material: '${t}' is not a property of THREE.${this.type}.`):r&&r.isColor?r.set(n):r&&r.isVector2&&n&&n.isVector2||r&&r.isEuler&&n&&n.isEuler||r&&r.isVector3&&n&&n.isVector3?r.copy(n):this[t]=n}}toJSON(e){let t=e===void 0||typeof e==`string`;t&&(e={textures:{},images:{}});let n={metadata:{version:4.7,type:`Material`,generator:`Material.toJSON`}};n.uuid=this.uuid,n.type=this.type,n.blending=this.blending,n.side=this.side,n.shadowSide=this.shadowSide,n.vertexColors=this.vertexColors,n.opacity=this.opacity,n.transparent=this.transparent,n.blendSrc=this.blendSrc,n.blendDst=this.blendDst,n.blendEquation=this.blendEquation,n.blendSrcAlpha=this.blendSrcAlpha,n.blendDstAlpha=this.blendDstAlpha,n.blendEquationAlpha=this.blendEquationAlpha,n.blendColor=this.blendColor.getHex(),n.blendAlpha=this.blendAlpha,n.depthFunc=this.depthFunc,n.depthTest=this.depthTest,n.depthWrite=this.depthWrite,n.colorWrite=this.colorWrite,n.clipIntersection=this.clipIntersection,n.clipShadows=this.clipShadows,n.stencilWriteMask=this.stencilWriteMask,n.stencilFunc=this.stencilFunc,n.stencilRef=this.stencilRef,n.stencilFuncMask=this.stencilFuncMask,n.stencilFail=this.stencilFail,n.stencilZFail=this.stencilZFail,n.stencilZPass=this.stencilZPass,n.stencilWrite=this.stencilWrite,n.polygonOffset=this.polygonOffset,n.polygonOffsetFactor=this.polygonOffsetFactor,n.polygonOffsetUnits=this.polygonOffsetUnits,n.dithering=this.dithering,n.alphaTest=this.alphaTest,n.alphaHash=this.alphaHash,n.alphaToCoverage=this.alphaToCoverage,n.premultipliedAlpha=this.premultipliedAlpha,n.forceSinglePass=this.forceSinglePass,n.allowOverride=this.allowOverride,n.visible=this.visible,n.toneMapped=this.toneMapped,n.name=this.name,this.color&&this.color.isColor&&(n.color=this.color.getHex()),this.roughness!==void 0&&(n.roughness=this.roughness),this.metalness!==void 0&&(n.metalness=this.metalness),this.sheen!==void 0&&(n.sheen=this.sheen),this.sheenColor&&this.sheenColor.isColor&&(n.sheenColor=this.sheenColor.getHex()),this.sheenRoughness!==void 0&&(n.sheenRoughness=this.sheenRoughness),this.emissive&&this.emissive.isColor&&(n.emissive=this.emissive.getHex()),this.emissiveIntensity!==void 0&&(n.emissiveIntensity=this.emissiveIntensity),this.specular&&this.specular.isColor&&(n.specular=this.specular.getHex()),this.specularIntensity!==void 0&&(n.specularIntensity=this.specularIntensity),this.specularColor&&this.specularColor.isColor&&(n.specularColor=this.specularColor.getHex()),this.shininess!==void 0&&(n.shininess=this.shininess),this.clearcoat!==void 0&&(n.clearcoat=this.clearcoat),this.clearcoatRoughness!==void 0&&(n.clearcoatRoughness=this.clearcoatRoughness),this.diffuseRoughness!==void 0&&(n.diffuseRoughness=this.diffuseRoughness),this.diffuseRoughnessMap&&this.diffuseRoughnessMap.isTexture&&(n.diffuseRoughnessMap=this.diffuseRoughnessMap.toJSON(e).uuid),this.clearcoatMap&&this.clearcoatMap.isTexture&&(n.clearcoatMap=this.clearcoatMap.toJSON(e).uuid),this.clearcoatRoughnessMap&&this.clearcoatRoughnessMap.isTexture&&(n.clearcoatRoughnessMap=this.clearcoatRoughnessMap.toJSON(e).uuid),this.clearcoatNormalMap&&this.clearcoatNormalMap.isTexture&&(n.clearcoatNormalMap=this.clearcoatNormalMap.toJSON(e).uuid,n.clearcoatNormalScale=this.clearcoatNormalScale.toArray()),this.sheenColorMap&&this.sheenColorMap.isTexture&&(n.sheenColorMap=this.sheenColorMap.toJSON(e).uuid),this.sheenRoughnessMap&&this.sheenRoughnessMap.isTexture&&(n.sheenRoughnessMap=this.sheenRoughnessMap.toJSON(e).uuid),this.dispersion!==void 0&&(n.dispersion=this.dispersion),this.retroreflectivity!==void 0&&(n.retroreflectivity=this.retroreflectivity),this.iridescence!==void 0&&(n.iridescence=this.iridescence),this.iridescenceIOR!==void 0&&(n.iridescenceIOR=this.iridescenceIOR),this.iridescenceThicknessMinimum!==void 0&&(n.iridescenceThicknessMinimum=this.iridescenceThicknessMinimum),this.iridescenceThicknessMaximum!==void 0&&(n.iridescenceThicknessMaximum=this.iridescenceThicknessMaximum),this.iridescenceMap&&this.iridescenceMap.isTexture&&(n.iridescenceMap=this.iridescenceMap.toJSON(e).uuid),this.iridescenceThicknessMap&&this.iridescenceThicknessMap.isTexture&&(n.iridescenceThicknessMap=this.iridescenceThicknessMap.toJSON(e).uuid),this.anisotropy!==void 0&&(n.anisotropy=this.anisotropy),this.anisotropyRotation!==void 0&&(n.anisotropyRotation=this.anisotropyRotation),this.anisotropyMap&&this.anisotropyMap.isTexture&&(n.anisotropyMap=this.anisotropyMap.toJSON(e).uuid),this.map&&this.map.isTexture&&(n.map=this.map.toJSON(e).uuid),this.matcap&&this.matcap.isTexture&&(n.matcap=this.matcap.toJSON(e).uuid),this.alphaMap&&this.alphaMap.isTexture&&(n.alphaMap=this.alphaMap.toJSON(e).uuid),this.lightMap&&this.lightMap.isTexture&&(n.lightMap=this.lightMap.toJSON(e).uuid,n.lightMapIntensity=this.lightMapIntensity),this.aoMap&&this.aoMap.isTexture&&(n.aoMap=this.aoMap.toJSON(e).uuid,n.aoMapIntensity=this.aoMapIntensity),this.bumpMap&&this.bumpMap.isTexture&&(n.bumpMap=this.bumpMap.toJSON(e).uuid,n.bumpScale=this.bumpScale),this.normalMap&&this.normalMap.isTexture&&(n.normalMap=this.normalMap.toJSON(e).uuid,n.normalMapType=this.normalMapType,n.normalScale=this.normalScale.toArray()),this.displacementMap&&this.displacementMap.isTexture&&(n.displacementMap=this.displacementMap.toJSON(e).uuid,n.displacementScale=this.displacementScale,n.displacementBias=this.displacementBias),this.roughnessMap&&this.roughnessMap.isTexture&&(n.roughnessMap=this.roughnessMap.toJSON(e).uuid),this.metalnessMap&&this.metalnessMap.isTexture&&(n.metalnessMap=this.metalnessMap.toJSON(e).uuid),this.emissiveMap&&this.emissiveMap.isTexture&&(n.emissiveMap=this.emissiveMap.toJSON(e).uuid),this.specularMap&&this.specularMap.isTexture&&(n.specularMap=this.specularMap.toJSON(e).uuid),this.specularIntensityMap&&this.specularIntensityMap.isTexture&&(n.specularIntensityMap=this.specularIntensityMap.toJSON(e).uuid),this.specularColorMap&&this.specularColorMap.isTexture&&(n.specularColorMap=this.specularColorMap.toJSON(e).uuid),this.envMap&&this.envMap.isTexture&&(n.envMap=this.envMap.toJSON(e).uuid,this.combine!==void 0&&(n.combine=this.combine)),this.envMapRotation!==void 0&&(n.envMapRotation=this.envMapRotation.toArray()),this.envMapIntensity!==void 0&&(n.envMapIntensity=this.envMapIntensity),this.reflectivity!==void 0&&(n.reflectivity=this.reflectivity),this.refractionRatio!==void 0&&(n.refractionRatio=this.refractionRatio),this.gradientMap&&this.gradientMap.isTexture&&(n.gradientMap=this.gradientMap.toJSON(e).uuid),this.transmission!==void 0&&(n.transmission=this.transmission),this.transmissionMap&&this.transmissionMap.isTexture&&(n.transmissionMap=this.transmissionMap.toJSON(e).uuid),this.thickness!==void 0&&(n.thickness=this.thickness),this.thicknessMap&&this.thicknessMap.isTexture&&(n.thicknessMap=this.thicknessMap.toJSON(e).uuid),this.attenuationDistance!==void 0&&(n.attenuationDistance=this.attenuationDistance),this.attenuationColor!==void 0&&(n.attenuationColor=this.attenuationColor.getHex()),this.size!==void 0&&(n.size=this.size),this.sizeAttenuation!==void 0&&(n.sizeAttenuation=this.sizeAttenuation),Array.isArray(this.clippingPlanes)&&this.clippingPlanes.length>0&&(n.clippingPlanes=this.clippingPlanes.map(e=>e.toJSON())),this.rotation!==void 0&&(n.rotation=this.rotation),this.depthPacking!==void 0&&(n.depthPacking=this.depthPacking),this.linewidth!==void 0&&(n.linewidth=this.linewidth),this.linecap!==void 0&&(n.linecap=this.linecap),this.linejoin!==void 0&&(n.linejoin=this.linejoin),this.dashSize!==void 0&&(n.dashSize=this.dashSize),this.gapSize!==void 0&&(n.gapSize=this.gapSize),this.scale!==void 0&&(n.scale=this.scale),this.wireframe!==void 0&&(n.wireframe=this.wireframe),this.wireframeLinewidth!==void 0&&(n.wireframeLinewidth=this.wireframeLinewidth),this.wireframeLinecap!==void 0&&(n.wireframeLinecap=this.wireframeLinecap),this.wireframeLinejoin!==void 0&&(n.wireframeLinejoin=this.wireframeLinejoin),this.flatShading!==void 0&&(n.flatShading=this.flatShading),this.fog!==void 0&&(n.fog=this.fog),Object.keys(this.userData).length>0&&(n.userData=this.userData);function r(e){let t=[];for(let n in e){let r=e[n];delete r.metadata,t.push(r)}return t}if(t){let t=r(e.textures),i=r(e.images);t.length>0&&(n.textures=t),i.length>0&&(n.images=i)}return n}fromJSON(e,t){if(e.uuid!==void 0&&(this.uuid=e.uuid),e.name!==void 0&&(this.name=e.name),e.color!==void 0&&this.color!==void 0&&this.color.setHex(e.color),e.roughness!==void 0&&(this.roughness=e.roughness),e.metalness!==void 0&&(this.metalness=e.metalness),e.sheen!==void 0&&(this.sheen=e.sheen),e.sheenColor!==void 0&&(this.sheenColor=new Rv().setHex(e.sheenColor)),e.sheenRoughness!==void 0&&(this.sheenRoughness=e.sheenRoughness),e.emissive!==void 0&&this.emissive!==void 0&&this.emissive.setHex(e.emissive),e.specular!==void 0&&this.specular!==void 0&&this.specular.setHex(e.specular),e.specularIntensity!==void 0&&(this.specularIntensity=e.specularIntensity),e.specularColor!==void 0&&this.specularColor!==void 0&&this.specularColor.setHex(e.specularColor),e.shininess!==void 0&&(this.shininess=e.shininess),e.clearcoat!==void 0&&(this.clearcoat=e.clearcoat),e.clearcoatRoughness!==void 0&&(this.clearcoatRoughness=e.clearcoatRoughness),e.diffuseRoughness!==void 0&&(this.diffuseRoughness=e.diffuseRoughness),e.dispersion!==void 0&&(this.dispersion=e.dispersion),e.retroreflectivity!==void 0&&(this.retroreflectivity=e.retroreflectivity),e.iridescence!==void 0&&(this.iridescence=e.iridescence),e.iridescenceIOR!==void 0&&(this.iridescenceIOR=e.iridescenceIOR),e.iridescenceThicknessMinimum!==void 0&&(this.iridescenceThicknessMinimum=e.iridescenceThicknessMinimum),e.iridescenceThicknessMaximum!==void 0&&(this.iridescenceThicknessMaximum=e.iridescenceThicknessMaximum),e.iridescenceThicknessRange!==void 0&&(this.iridescenceThicknessMinimum=e.iridescenceThicknessRange[0],this.iridescenceThicknessMaximum=e.iridescenceThicknessRange[1]),e.transmission!==void 0&&(this.transmission=e.transmission),e.thickness!==void 0&&(this.thickness=e.thickness),e.attenuationDistance!==void 0&&(this.attenuationDistance=e.attenuationDistance),e.attenuationColor!==void 0&&this.attenuationColor!==void 0&&this.attenuationColor.setHex(e.attenuationColor),e.anisotropy!==void 0&&(this.anisotropy=e.anisotropy),e.anisotropyRotation!==void 0&&(this.anisotropyRotation=e.anisotropyRotation),e.fog!==void 0&&(this.fog=e.fog),e.flatShading!==void 0&&(this.flatShading=e.flatShading),e.blending!==void 0&&(this.blending=e.blending),e.combine!==void 0&&(this.combine=e.combine),e.side!==void 0&&(this.side=e.side),e.shadowSide!==void 0&&(this.shadowSide=e.shadowSide),e.opacity!==void 0&&(this.opacity=e.opacity),e.transparent!==void 0&&(this.transparent=e.transparent),e.alphaTest!==void 0&&(this.alphaTest=e.alphaTest),e.alphaHash!==void 0&&(this.alphaHash=e.alphaHash),e.depthFunc!==void 0&&(this.depthFunc=e.depthFunc),e.depthTest!==void 0&&(this.depthTest=e.depthTest),e.depthWrite!==void 0&&(this.depthWrite=e.depthWrite),e.colorWrite!==void 0&&(this.colorWrite=e.colorWrite),e.clippingPlanes!==void 0&&(this.clippingPlanes=e.clippingPlanes.map(e=>new Ry().fromJSON(e))),e.clipIntersection!==void 0&&(this.clipIntersection=e.clipIntersection),e.clipShadows!==void 0&&(this.clipShadows=e.clipShadows),e.depthPacking!==void 0&&(this.depthPacking=e.depthPacking),e.blendSrc!==void 0&&(this.blendSrc=e.blendSrc),e.blendDst!==void 0&&(this.blendDst=e.blendDst),e.blendEquation!==void 0&&(this.blendEquation=e.blendEquation),e.blendSrcAlpha!==void 0&&(this.blendSrcAlpha=e.blendSrcAlpha),e.blendDstAlpha!==void 0&&(this.blendDstAlpha=e.blendDstAlpha),e.blendEquationAlpha!==void 0&&(this.blendEquationAlpha=e.blendEquationAlpha),e.blendColor!==void 0&&this.blendColor!==void 0&&this.blendColor.setHex(e.blendColor),e.blendAlpha!==void 0&&(this.blendAlpha=e.blendAlpha),e.stencilWriteMask!==void 0&&(this.stencilWriteMask=e.stencilWriteMask),e.stencilFunc!==void 0&&(this.stencilFunc=e.stencilFunc),e.stencilRef!==void 0&&(this.stencilRef=e.stencilRef),e.stencilFuncMask!==void 0&&(this.stencilFuncMask=e.stencilFuncMask),e.stencilFail!==void 0&&(this.stencilFail=e.stencilFail),e.stencilZFail!==void 0&&(this.stencilZFail=e.stencilZFail),e.stencilZPass!==void 0&&(this.stencilZPass=e.stencilZPass),e.stencilWrite!==void 0&&(this.stencilWrite=e.stencilWrite),e.wireframe!==void 0&&(this.wireframe=e.wireframe),e.wireframeLinewidth!==void 0&&(this.wireframeLinewidth=e.wireframeLinewidth),e.wireframeLinecap!==void 0&&(this.wireframeLinecap=e.wireframeLinecap),e.wireframeLinejoin!==void 0&&(this.wireframeLinejoin=e.wireframeLinejoin),e.rotation!==void 0&&(this.rotation=e.rotation),e.linewidth!==void 0&&(this.linewidth=e.linewidth),e.linecap!==void 0&&(this.linecap=e.linecap),e.linejoin!==void 0&&(this.linejoin=e.linejoin),e.dashSize!==void 0&&(this.dashSize=e.dashSize),e.gapSize!==void 0&&(this.gapSize=e.gapSize),e.scale!==void 0&&(this.scale=e.scale),e.polygonOffset!==void 0&&(this.polygonOffset=e.polygonOffset),e.polygonOffsetFactor!==void 0&&(this.polygonOffsetFactor=e.polygonOffsetFactor),e.polygonOffsetUnits!==void 0&&(this.polygonOffsetUnits=e.polygonOffsetUnits),e.dithering!==void 0&&(this.dithering=e.dithering),e.alphaToCoverage!==void 0&&(this.alphaToCoverage=e.alphaToCoverage),e.premultipliedAlpha!==void 0&&(this.premultipliedAlpha=e.premultipliedAlpha),e.forceSinglePass!==void 0&&(this.forceSinglePass=e.forceSinglePass),e.allowOverride!==void 0&&(this.allowOverride=e.allowOverride),e.visible!==void 0&&(this.visible=e.visible),e.toneMapped!==void 0&&(this.toneMapped=e.toneMapped),e.userData!==void 0&&(this.userData=e.userData),e.vertexColors!==void 0&&(this.vertexColors=typeof e.vertexColors==`number`?e.vertexColors>0:e.vertexColors),e.size!==void 0&&(this.size=e.size),e.sizeAttenuation!==void 0&&(this.sizeAttenuation=e.sizeAttenuation),e.map!==void 0&&(this.map=t[e.map]||null),e.matcap!==void 0&&(this.matcap=t[e.matcap]||null),e.alphaMap!==void 0&&(this.alphaMap=t[e.alphaMap]||null),e.bumpMap!==void 0&&(this.bumpMap=t[e.bumpMap]||null),e.bumpScale!==void 0&&(this.bumpScale=e.bumpScale),e.normalMap!==void 0&&(this.normalMap=t[e.normalMap]||null),e.normalMapType!==void 0&&(this.normalMapType=e.normalMapType),e.normalScale!==void 0){let t=e.normalScale;Array.isArray(t)===!1&&(t=[t,t]),this.normalScale=new M_().fromArray(t)}return e.displacementMap!==void 0&&(this.displacementMap=t[e.displacementMap]||null),e.displacementScale!==void 0&&(this.displacementScale=e.displacementScale),e.displacementBias!==void 0&&(this.displacementBias=e.displacementBias),e.roughnessMap!==void 0&&(this.roughnessMap=t[e.roughnessMap]||null),e.metalnessMap!==void 0&&(this.metalnessMap=t[e.metalnessMap]||null),e.emissiveMap!==void 0&&(this.emissiveMap=t[e.emissiveMap]||null),e.emissiveIntensity!==void 0&&(this.emissiveIntensity=e.emissiveIntensity),e.specularMap!==void 0&&(this.specularMap=t[e.specularMap]||null),e.specularIntensityMap!==void 0&&(this.specularIntensityMap=t[e.specularIntensityMap]||null),e.specularColorMap!==void 0&&(this.specularColorMap=t[e.specularColorMap]||null),e.envMap!==void 0&&(this.envMap=t[e.envMap]||null),e.envMapRotation!==void 0&&this.envMapRotation.fromArray(e.envMapRotation),e.envMapIntensity!==void 0&&(this.envMapIntensity=e.envMapIntensity),e.reflectivity!==void 0&&(this.reflectivity=e.reflectivity),e.refractionRatio!==void 0&&(this.refractionRatio=e.refractionRatio),e.lightMap!==void 0&&(this.lightMap=t[e.lightMap]||null),e.lightMapIntensity!==void 0&&(this.lightMapIntensity=e.lightMapIntensity),e.aoMap!==void 0&&(this.aoMap=t[e.aoMap]||null),e.aoMapIntensity!==void 0&&(this.aoMapIntensity=e.aoMapIntensity),e.gradientMap!==void 0&&(this.gradientMap=t[e.gradientMap]||null),e.clearcoatMap!==void 0&&(this.clearcoatMap=t[e.clearcoatMap]||null),e.clearcoatRoughnessMap!==void 0&&(this.clearcoatRoughnessMap=t[e.clearcoatRoughnessMap]||null),e.clearcoatNormalMap!==void 0&&(this.clearcoatNormalMap=t[e.clearcoatNormalMap]||null),e.clearcoatNormalScale!==void 0&&(this.clearcoatNormalScale=new M_().fromArray(e.clearcoatNormalScale)),e.diffuseRoughnessMap!==void 0&&(this.diffuseRoughnessMap=t[e.diffuseRoughnessMap]||null),e.iridescenceMap!==void 0&&(this.iridescenceMap=t[e.iridescenceMap]||null),e.iridescenceThicknessMap!==void 0&&(this.iridescenceThicknessMap=t[e.iridescenceThicknessMap]||null),e.transmissionMap!==void 0&&(this.transmissionMap=t[e.transmissionMap]||null),e.thicknessMap!==void 0&&(this.thicknessMap=t[e.thicknessMap]||null),e.anisotropyMap!==void 0&&(this.anisotropyMap=t[e.anisotropyMap]||null),e.sheenColorMap!==void 0&&(this.sheenColorMap=t[e.sheenColorMap]||null),e.sheenRoughnessMap!==void 0&&(this.sheenRoughnessMap=t[e.sheenRoughnessMap]||null),this}clone(){return new this.constructor().copy(this)}copy(e){this.name=e.name,this.blending=e.blending,this.side=e.side,this.vertexColors=e.vertexColors,this.opacity=e.opacity,this.transparent=e.transparent,this.blendSrc=e.blendSrc,this.blendDst=e.blendDst,this.blendEquation=e.blendEquation,this.blendSrcAlpha=e.blendSrcAlpha,this.blendDstAlpha=e.blendDstAlpha,this.blendEquationAlpha=e.blendEquationAlpha,this.blendColor.copy(e.blendColor),this.blendAlpha=e.blendAlpha,this.depthFunc=e.depthFunc,this.depthTest=e.depthTest,this.depthWrite=e.depthWrite,this.stencilWriteMask=e.stencilWriteMask,this.stencilFunc=e.stencilFunc,this.stencilRef=e.stencilRef,this.stencilFuncMask=e.stencilFuncMask,this.stencilFail=e.stencilFail,this.stencilZFail=e.stencilZFail,this.stencilZPass=e.stencilZPass,this.stencilWrite=e.stencilWrite;let t=e.clippingPlanes,n=null;if(t!==null){let e=t.length;n=Array(e);for(let r=0;r!==e;++r)n[r]=t[r].clone()}return this.clippingPlanes=n,this.clipIntersection=e.clipIntersection,this.clipShadows=e.clipShadows,this.shadowSide=e.shadowSide,this.colorWrite=e.colorWrite,this.precision=e.precision,this.polygonOffset=e.polygonOffset,this.polygonOffsetFactor=e.polygonOffsetFactor,this.polygonOffsetUnits=e.polygonOffsetUnits,this.dithering=e.dithering,this.alphaTest=e.alphaTest,this.alphaHash=e.alphaHash,this.alphaToCoverage=e.alphaToCoverage,this.premultipliedAlpha=e.premultipliedAlpha,this.forceSinglePass=e.forceSinglePass,this.allowOverride=e.allowOverride,this.visible=e.visible,this.toneMapped=e.toneMapped,this.userData=JSON.parse(JSON.stringify(e.userData)),this}dispose(){this.dispatchEvent({type:`dispose`})}set needsUpdate(e){e===!0&&this.version++}},Vy=new Q,Hy=new Q,Uy=new Q,Wy=new Q,Gy=class{constructor(e=new Q,t=new Q(0,0,-1)){this.origin=e,this.direction=t}set(e,t){return this.origin.copy(e),this.direction.copy(t),this}copy(e){return this.origin.copy(e.origin),this.direction.copy(e.direction),this}at(e,t){return t.copy(this.origin).addScaledVector(this.direction,e)}lookAt(e){return this.direction.copy(e).sub(this.origin).normalize(),this}recast(e){return this.origin.copy(this.at(e,Vy)),this}closestPointToPoint(e,t){t.subVectors(e,this.origin);let n=t.dot(this.direction);return n<0?t.copy(this.origin):t.copy(this.origin).addScaledVector(this.direction,n)}distanceToPoint(e){return Math.sqrt(this.distanceSqToPoint(e))}distanceSqToPoint(e){let t=Vy.subVectors(e,this.origin).dot(this.direction);return t<0?this.origin.distanceToSquared(e):(Vy.copy(this.origin).addScaledVector(this.direction,t),Vy.distanceToSquared(e))}distanceSqToSegment(e,t,n,r){Hy.copy(e).add(t).multiplyScalar(.5),Uy.copy(t).sub(e).normalize(),Wy.copy(this.origin).sub(Hy);let i=e.distanceTo(t)*.5,a=-this.direction.dot(Uy),o=Wy.dot(this.direction),s=-Wy.dot(Uy),c=Wy.lengthSq(),l=Math.abs(1-a*a),u,d,f,p;if(l>0){if(u=a*s-o,d=a*o-s,p=i*l,u>=0){if(d>=-p){if(d<=p){let e=1/l;u*=e,d*=e,f=u*(u+a*d+2*o)+d*(a*u+d+2*s)+c}else d=i,u=Math.max(0,-(a*d+o)),f=-u*u+d*(d+2*s)+c}else d=-i,u=Math.max(0,-(a*d+o)),f=-u*u+d*(d+2*s)+c}else d<=-p?(u=Math.max(0,-(-a*i+o)),d=u>0?-i:Math.min(Math.max(-i,-s),i),f=-u*u+d*(d+2*s)+c):d<=p?(u=0,d=Math.min(Math.max(-i,-s),i),f=d*(d+2*s)+c):(u=Math.max(0,-(a*i+o)),d=u>0?i:Math.min(Math.max(-i,-s),i),f=-u*u+d*(d+2*s)+c)}else d=a>0?-i:i,u=Math.max(0,-(a*d+o)),f=-u*u+d*(d+2*s)+c;return n&&n.copy(this.origin).addScaledVector(this.direction,u),r&&r.copy(Hy).addScaledVector(Uy,d),f}intersectSphere(e,t){if(e.radius<0)return null;Vy.subVectors(e.center,this.origin);let n=Vy.dot(this.direction),r=Vy.dot(Vy)-n*n,i=e.radius*e.radius;if(r>i)return null;let a=Math.sqrt(i-r),o=n-a,s=n+a;return s<0?null:o<0?this.at(s,t):this.at(o,t)}intersectsSphere(e){return e.radius<0?!1:this.distanceSqToPoint(e.center)<=e.radius*e.radius}distanceToPlane(e){let t=e.normal.dot(this.direction);if(t===0)return e.distanceToPoint(this.origin)===0?0:null;let n=-(this.origin.dot(e.normal)+e.constant)/t;return n>=0?n:null}intersectPlane(e,t){let n=this.distanceToPlane(e);return n===null?null:this.at(n,t)}intersectsPlane(e){let t=e.distanceToPoint(this.origin);return t===0||e.normal.dot(this.direction)*t<0}intersectBox(e,t){let n,r,i,a,o,s,c=1/this.direction.x,l=1/this.direction.y,u=1/this.direction.z,d=this.origin;return c>=0?(n=(e.min.x-d.x)*c,r=(e.max.x-d.x)*c):(n=(e.max.x-d.x)*c,r=(e.min.x-d.x)*c),l>=0?(i=(e.min.y-d.y)*l,a=(e.max.y-d.y)*l):(i=(e.max.y-d.y)*l,a=(e.min.y-d.y)*l),n>a||i>r||((i>n||isNaN(n))&&(n=i),(a<r||isNaN(r))&&(r=a),u>=0?(o=(e.min.z-d.z)*u,s=(e.max.z-d.z)*u):(o=(e.max.z-d.z)*u,s=(e.min.z-d.z)*u),n>s||o>r)||((o>n||n!==n)&&(n=o),(s<r||r!==r)&&(r=s),r<0)?null:this.at(n>=0?n:r,t)}intersectsBox(e){return this.intersectBox(e,Vy)!==null}intersectTriangle(e,t,n,r,i){let a=this.origin,o=this.direction,s=o.x,c=o.y,l=o.z,u=e.x-a.x,d=e.y-a.y,f=e.z-a.z,p=t.x-a.x,m=t.y-a.y,h=t.z-a.z,g=n.x-a.x,_=n.y-a.y,v=n.z-a.z,y=Math.abs(s),b=Math.abs(c),x=Math.abs(l),S,C,w,T,E,D,O,ee,k,te,ne,re;if(y>=b&&y>=x?(w=s,D=u,k=p,re=g,s>=0?(S=c,C=l,T=d,E=f,O=m,ee=h,te=_,ne=v):(S=l,C=c,T=f,E=d,O=h,ee=m,te=v,ne=_)):b>=x?(w=c,D=d,k=m,re=_,c>=0?(S=l,C=s,T=f,E=u,O=h,ee=p,te=v,ne=g):(S=s,C=l,T=u,E=f,O=p,ee=h,te=g,ne=v)):(w=l,D=f,k=h,re=v,l>=0?(S=s,C=c,T=u,E=d,O=p,ee=m,te=g,ne=_):(S=c,C=s,T=d,E=u,O=m,ee=p,te=_,ne=g)),w===0)return null;let ie=S/w,ae=C/w,oe=1/w,se=T-ie*D,ce=E-ae*D,le=O-ie*k,ue=ee-ae*k,de=te-ie*re,fe=ne-ae*re,pe=de*ue-fe*le,me=se*fe-ce*de,he=le*ce-ue*se;if(r){if(pe<0||me<0||he<0)return null}else if((pe<0||me<0||he<0)&&(pe>0||me>0||he>0))return null;let ge=pe+me+he;if(ge===0)return null;let _e=oe*(pe*D+me*k+he*re);return(ge>0?_e<0:_e>0)?null:this.at(_e/ge,i)}applyMatrix4(e){return this.origin.applyMatrix4(e),this.direction.transformDirection(e),this}equals(e){return e.origin.equals(this.origin)&&e.direction.equals(this.direction)}clone(){return new this.constructor().copy(this)}},Ky=class extends By{constructor(e){super(),this.isMeshBasicMaterial=!0,this.type=`MeshBasicMaterial`,this.color=new Rv(16777215),this.map=null,this.lightMap=null,this.lightMapIntensity=1,this.aoMap=null,this.aoMapIntensity=1,this.specularMap=null,this.alphaMap=null,this.envMap=null,this.envMapRotation=new pv,this.combine=0,this.reflectivity=1,this.refractionRatio=.98,this.wireframe=!1,this.wireframeLinewidth=1,this.wireframeLinecap=`round`,this.wireframeLinejoin=`round`,this.fog=!0,this.setValues(e)}copy(e){return super.copy(e),this.color.copy(e.color),this.map=e.map,this.lightMap=e.lightMap,this.lightMapIntensity=e.lightMapIntensity,this.aoMap=e.aoMap,this.aoMapIntensity=e.aoMapIntensity,this.specularMap=e.specularMap,this.alphaMap=e.alphaMap,this.envMap=e.envMap,this.envMapRotation.copy(e.envMapRotation),this.combine=e.combine,this.reflectivity=e.reflectivity,this.refractionRatio=e.refractionRatio,this.wireframe=e.wireframe,this.wireframeLinewidth=e.wireframeLinewidth,this.wireframeLinecap=e.wireframeLinecap,this.wireframeLinejoin=e.wireframeLinejoin,this.fog=e.fog,this}},qy=new rv,Jy=new Gy,Yy=new Ey,Xy=new Q,Zy=new Q,Qy=new Q,$y=new Q,eb=new Q,tb=new Q,nb=new Q,rb=new Q,ib=class extends Av{constructor(e=new Py,t=new Ky){super(),this.isMesh=!0,this.type=`Mesh`,this.geometry=e,this.material=t,this.morphTargetDictionary=void 0,this.morphTargetInfluences=void 0,this.count=1,this.updateMorphTargets()}copy(e,t){return super.copy(e,t),this.morphTargetInfluences=e.morphTargetInfluences===void 0?void 0:e.morphTargetInfluences.slice(),this.morphTargetDictionary=e.morphTargetDictionary===void 0?void 0:Object.assign({},e.morphTargetDictionary),this.material=Array.isArray(e.material)?e.material.slice():e.material,this.geometry=e.geometry,this}updateMorphTargets(){let e=this.geometry.morphAttributes,t=Object.keys(e);if(t.length>0){let n=e[t[0]];if(n!==void 0){this.morphTargetInfluences=[],this.morphTargetDictionary={};for(let e=0,t=n.length;e<t;e++){let t=n[e].name||String(e);this.morphTargetInfluences.push(0),this.morphTargetDictionary[t]=e}}}}getVertexPosition(e,t){let n=this.geometry,r=n.attributes.position,i=n.morphAttributes.position,a=n.morphTargetsRelative;t.fromBufferAttribute(r,e);let o=this.morphTargetInfluences;if(i&&o){tb.set(0,0,0);for(let n=0,r=i.length;n<r;n++){let r=o[n],s=i[n];r!==0&&(eb.fromBufferAttribute(s,e),a?tb.addScaledVector(eb,r):tb.addScaledVector(eb.sub(t),r))}t.add(tb)}return t}intersectsFrustum(e){return e.intersectsObject(this)}raycast(e,t){let n=this.geometry,r=this.material,i=this.matrixWorld;r!==void 0&&(n.boundingSphere===null&&n.computeBoundingSphere(),Yy.copy(n.boundingSphere),Yy.applyMatrix4(i),Jy.copy(e.ray).recast(e.near),Yy.containsPoint(Jy.origin)===!1&&(Jy.intersectSphere(Yy,Xy)===null||Jy.origin.distanceToSquared(Xy)>(e.far-e.near)**2)||(qy.copy(i).invert(),Jy.copy(e.ray).applyMatrix4(qy),(n.boundingBox===null||Jy.intersectsBox(n.boundingBox)!==!1)&&this._computeIntersections(e,t,Jy)))}_computeIntersections(e,t,n){let r,i=this.geometry,a=this.material,o=i.index,s=i.attributes.position,c=i.attributes.uv,l=i.attributes.uv1,u=i.attributes.normal,d=i.groups,f=i.drawRange;if(o!==null){if(Array.isArray(a))for(let i=0,s=d.length;i<s;i++){let s=d[i],p=a[s.materialIndex],m=Math.max(s.start,f.start),h=Math.min(o.count,Math.min(s.start+s.count,f.start+f.count));for(let i=m,a=h;i<a;i+=3){let a=o.getX(i),d=o.getX(i+1),f=o.getX(i+2);r=ob(this,p,e,n,c,l,u,a,d,f),r&&(r.faceIndex=Math.floor(i/3),r.face.materialIndex=s.materialIndex,t.push(r))}}else{let i=Math.max(0,f.start),s=Math.min(o.count,f.start+f.count);for(let d=i,f=s;d<f;d+=3){let i=o.getX(d),s=o.getX(d+1),f=o.getX(d+2);r=ob(this,a,e,n,c,l,u,i,s,f),r&&(r.faceIndex=Math.floor(d/3),t.push(r))}}}else if(s!==void 0){if(Array.isArray(a))for(let i=0,o=d.length;i<o;i++){let o=d[i],p=a[o.materialIndex],m=Math.max(o.start,f.start),h=Math.min(s.count,Math.min(o.start+o.count,f.start+f.count));for(let i=m,a=h;i<a;i+=3){let a=i,s=i+1,d=i+2;r=ob(this,p,e,n,c,l,u,a,s,d),r&&(r.faceIndex=Math.floor(i/3),r.face.materialIndex=o.materialIndex,t.push(r))}}else{let i=Math.max(0,f.start),o=Math.min(s.count,f.start+f.count);for(let s=i,d=o;s<d;s+=3){let i=s,o=s+1,d=s+2;r=ob(this,a,e,n,c,l,u,i,o,d),r&&(r.faceIndex=Math.floor(s/3),t.push(r))}}}}};function ab(e,t,n,r,i,a,o,s){let c;if(c=t.side===1?r.intersectTriangle(o,a,i,!0,s):r.intersectTriangle(i,a,o,t.side===0,s),c===null)return null;rb.copy(s),rb.applyMatrix4(e.matrixWorld);let l=n.ray.origin.distanceTo(rb);return l<n.near||l>n.far?null:{distance:l,point:rb.clone(),object:e}}function ob(e,t,n,r,i,a,o,s,c,l){e.getVertexPosition(s,Zy),e.getVertexPosition(c,Qy),e.getVertexPosition(l,$y);let u=ab(e,t,n,r,Zy,Qy,$y,nb);if(u){let e=new Q;ey.getBarycoord(nb,Zy,Qy,$y,e),i&&(u.uv=ey.getInterpolatedAttribute(i,s,c,l,e,new M_)),a&&(u.uv1=ey.getInterpolatedAttribute(a,s,c,l,e,new M_)),o&&(u.normal=ey.getInterpolatedAttribute(o,s,c,l,e,new Q),u.normal.dot(r.direction)>0&&u.normal.multiplyScalar(-1));let t={a:s,b:c,c:l,normal:new Q,materialIndex:0};ey.getNormal(Zy,Qy,$y,t.normal),u.face=t,u.barycoord=e}return u}var sb=class extends Z_{constructor(e=null,t=1,n=1,r,i,a,o,s,c=Ih,l=Ih,u,d){super(null,a,o,s,c,l,r,i,u,d),this.isDataTexture=!0,this.image={data:e,width:t,height:n},this.generateMipmaps=!1,this.flipY=!1,this.unpackAlignment=1}},cb=new Ey,lb=new M_(.5,.5),ub=new Q,db=class{constructor(e=new Ry,t=new Ry,n=new Ry,r=new Ry,i=new Ry,a=new Ry){this.planes=[e,t,n,r,i,a]}set(e,t,n,r,i,a){let o=this.planes;return o[0].copy(e),o[1].copy(t),o[2].copy(n),o[3].copy(r),o[4].copy(i),o[5].copy(a),this}copy(e){let t=this.planes;for(let n=0;n<6;n++)t[n].copy(e.planes[n]);return this}setFromProjectionMatrix(e,t=s_,n=!1){let r=this.planes,i=e.elements,a=i[0],o=i[1],s=i[2],c=i[3],l=i[4],u=i[5],d=i[6],f=i[7],p=i[8],m=i[9],h=i[10],g=i[11],_=i[12],v=i[13],y=i[14],b=i[15];if(r[0].setComponents(c-a,f-l,g-p,b-_).normalize(),r[1].setComponents(c+a,f+l,g+p,b+_).normalize(),r[2].setComponents(c+o,f+u,g+m,b+v).normalize(),r[3].setComponents(c-o,f-u,g-m,b-v).normalize(),n)r[4].setComponents(s,d,h,y).normalize(),r[5].setComponents(c-s,f-d,g-h,b-y).normalize();else if(r[4].setComponents(c-s,f-d,g-h,b-y).normalize(),t===2e3)r[5].setComponents(c+s,f+d,g+h,b+y).normalize();else if(t===2001)r[5].setComponents(s,d,h,y).normalize();else throw Error(`THREE.Frustum.setFromProjectionMatrix(): Invalid coordinate system: `+t);return this}intersectsObject(e){if(e.boundingSphere!==void 0)e.boundingSphere===null&&e.computeBoundingSphere(),cb.copy(e.boundingSphere).applyMatrix4(e.matrixWorld);else{let t=e.geometry;t.boundingSphere===null&&t.computeBoundingSphere(),cb.copy(t.boundingSphere).applyMatrix4(e.matrixWorld)}return this.intersectsSphere(cb)}intersectsSprite(e){return cb.center.set(0,0,0),cb.radius=.7071067811865476+lb.distanceTo(e.center),cb.applyMatrix4(e.matrixWorld),this.intersectsSphere(cb)}intersectsSphere(e){let t=this.planes,n=e.center,r=-e.radius;for(let e=0;e<6;e++)if(t[e].distanceToPoint(n)<r)return!1;return!0}intersectsBox(e){let t=this.planes;for(let n=0;n<6;n++){let r=t[n];if(ub.x=r.normal.x>0?e.max.x:e.min.x,ub.y=r.normal.y>0?e.max.y:e.min.y,ub.z=r.normal.z>0?e.max.z:e.min.z,r.distanceToPoint(ub)<0)return!1}return!0}containsPoint(e){let t=this.planes;for(let n=0;n<6;n++)if(t[n].distanceToPoint(e)<0)return!1;return!0}clone(){return new this.constructor().copy(this)}},fb=new rv,pb=class e{constructor(){this.coordinateSystem=s_,this._frustums=[],this._count=0}setFromArrayCamera(e){let t=e.cameras,n=this._frustums;for(let e=0;e<t.length;e++){let r=t[e];fb.multiplyMatrices(r.projectionMatrix,r.matrixWorldInverse),n[e]===void 0&&(n[e]=new db),n[e].setFromProjectionMatrix(fb,r.coordinateSystem,r.reversedDepth)}return this._count=t.length,this}getFrustum(e){return this._frustums[e]}intersectsObject(e){let t=this._frustums;for(let n=0;n<this._count;n++)if(t[n].intersectsObject(e))return!0;return!1}intersectsSprite(e){let t=this._frustums;for(let n=0;n<this._count;n++)if(t[n].intersectsSprite(e))return!0;return!1}intersectsSphere(e){let t=this._frustums;for(let n=0;n<this._count;n++)if(t[n].intersectsSphere(e))return!0;return!1}intersectsBox(e){let t=this._frustums;for(let n=0;n<this._count;n++)if(t[n].intersectsBox(e))return!0;return!1}containsPoint(e){let t=this._frustums;for(let n=0;n<this._count;n++)if(t[n].containsPoint(e))return!0;return!1}copy(e){this.coordinateSystem=e.coordinateSystem;let t=this._frustums,n=e._frustums;for(let r=0;r<e._count;r++)t[r]===void 0&&(t[r]=new db),t[r].copy(n[r]);return this._count=e._count,this}clone(){return new e().copy(this)}},mb=class extends By{constructor(e){super(),this.isLineBasicMaterial=!0,this.type=`LineBasicMaterial`,this.color=new Rv(16777215),this.map=null,this.linewidth=1,this.linecap=`round`,this.linejoin=`round`,this.fog=!0,this.setValues(e)}copy(e){return super.copy(e),this.color.copy(e.color),this.map=e.map,this.linewidth=e.linewidth,this.linecap=e.linecap,this.linejoin=e.linejoin,this.fog=e.fog,this}},hb=new Q,gb=new Q,_b=new rv,vb=new Gy,yb=new Ey,bb=new Q,xb=new Q,Sb=class extends Av{constructor(e=new Py,t=new mb){super(),this.isLine=!0,this.type=`Line`,this.geometry=e,this.material=t,this.morphTargetDictionary=void 0,this.morphTargetInfluences=void 0,this.updateMorphTargets()}copy(e,t){return super.copy(e,t),this.morphTargetInfluences=e.morphTargetInfluences===void 0?void 0:e.morphTargetInfluences.slice(),this.morphTargetDictionary=e.morphTargetDictionary===void 0?void 0:Object.assign({},e.morphTargetDictionary),this.material=Array.isArray(e.material)?e.material.slice():e.material,this.geometry=e.geometry,this}computeLineDistances(){let e=this.geometry;if(e.index===null){let t=e.attributes.position,n=[0];for(let e=1,r=t.count;e<r;e++)hb.fromBufferAttribute(t,e-1),gb.fromBufferAttribute(t,e),n[e]=n[e-1],n[e]+=hb.distanceTo(gb);e.setAttribute(`lineDistance`,new Sy(n,1))}else h_(`Line.computeLineDistances(): Computation only possible with non-indexed BufferGeometry.`);return this}intersectsFrustum(e){return e.intersectsObject(this)}raycast(e,t){let n=this.geometry,r=this.matrixWorld,i=e.params.Line.threshold,a=n.drawRange;if(n.boundingSphere===null&&n.computeBoundingSphere(),yb.copy(n.boundingSphere),yb.applyMatrix4(r),yb.radius+=i,e.ray.intersectsSphere(yb)===!1)return;_b.copy(r).invert(),vb.copy(e.ray).applyMatrix4(_b);let o=i/((this.scale.x+this.scale.y+this.scale.z)/3),s=o*o,c=this.isLineSegments?2:1,l=n.index,u=n.attributes.position;if(l!==null){let n=Math.max(0,a.start),r=Math.min(l.count,a.start+a.count);for(let i=n,a=r-1;i<a;i+=c){let n=l.getX(i),r=l.getX(i+1),a=Cb(this,e,vb,s,n,r,i);a&&t.push(a)}if(this.isLineLoop){let i=l.getX(r-1),a=l.getX(n),o=Cb(this,e,vb,s,i,a,r-1);o&&t.push(o)}}else{let n=Math.max(0,a.start),r=Math.min(u.count,a.start+a.count);for(let i=n,a=r-1;i<a;i+=c){let n=Cb(this,e,vb,s,i,i+1,i);n&&t.push(n)}if(this.isLineLoop){let i=Cb(this,e,vb,s,r-1,n,r-1);i&&t.push(i)}}}updateMorphTargets(){let e=this.geometry.morphAttributes,t=Object.keys(e);if(t.length>0){let n=e[t[0]];if(n!==void 0){this.morphTargetInfluences=[],this.morphTargetDictionary={};for(let e=0,t=n.length;e<t;e++){let t=n[e].name||String(e);this.morphTargetInfluences.push(0),this.morphTargetDictionary[t]=e}}}}};function Cb(e,t,n,r,i,a,o){let s=e.geometry.attributes.position;if(hb.fromBufferAttribute(s,i),gb.fromBufferAttribute(s,a),n.distanceSqToSegment(hb,gb,bb,xb)>r)return;bb.applyMatrix4(e.matrixWorld);let c=t.ray.origin.distanceTo(bb);if(!(c<t.near||c>t.far))return{distance:c,point:xb.clone().applyMatrix4(e.matrixWorld),index:o,face:null,faceIndex:null,barycoord:null,object:e}}var wb=new Q,Tb=new Q,Eb=class extends Sb{constructor(e,t){super(e,t),this.isLineSegments=!0,this.type=`LineSegments`}computeLineDistances(){let e=this.geometry;if(e.index===null){let t=e.attributes.position,n=[];for(let e=0,r=t.count;e<r;e+=2)wb.fromBufferAttribute(t,e),Tb.fromBufferAttribute(t,e+1),n[e]=e===0?0:n[e-1],n[e+1]=n[e]+wb.distanceTo(Tb);e.setAttribute(`lineDistance`,new Sy(n,1))}else h_(`LineSegments.computeLineDistances(): Computation only possible with non-indexed BufferGeometry.`);return this}},Db=class extends Z_{constructor(e=[],t=301,n,r,i,a,o,s,c,l){super(e,t,n,r,i,a,o,s,c,l),this.isCubeTexture=!0,this.flipY=!1}get images(){return this.image}set images(e){this.image=e}},Ob=class extends Z_{constructor(e,t,n=qh,r,i,a,o=Ih,s=Ih,c,l=ig,u=1){if(l!==1026&&l!==1027)throw Error(`THREE.DepthTexture: format must be either THREE.DepthFormat or THREE.DepthStencilFormat`);super({width:e,height:t,depth:u},r,i,a,o,s,l,n,c),this.isDepthTexture=!0,this.flipY=!1,this.generateMipmaps=!1,this.compareFunction=null}copy(e){return super.copy(e),this.source=new q_(Object.assign({},e.image)),this.compareFunction=e.compareFunction,this}toJSON(e){let t=super.toJSON(e);return t.compareFunction=this.compareFunction,t}},kb=class extends Ob{constructor(e,t=qh,n=301,r,i,a=Ih,o=Ih,s,c=ig){let l={width:e,height:e,depth:1},u=[l,l,l,l,l,l];super(e,e,t,n,r,i,a,o,s,c),this.image=u,this.isCubeDepthTexture=!0,this.isCubeTexture=!0}get images(){return this.image}set images(e){this.image=e}},Ab=class extends Z_{constructor(e=null){super(),this.sourceTexture=e,this.isExternalTexture=!0}copy(e){return super.copy(e),this.sourceTexture=e.sourceTexture,this}},jb=class e extends Py{constructor(e=1,t=1,n=1,r=1,i=1,a=1){super(),this.type=`BoxGeometry`,this.parameters={width:e,height:t,depth:n,widthSegments:r,heightSegments:i,depthSegments:a};let o=this;r=Math.floor(r),i=Math.floor(i),a=Math.floor(a);let s=[],c=[],l=[],u=[],d=0,f=0;p(`z`,`y`,`x`,-1,-1,n,t,e,a,i,0),p(`z`,`y`,`x`,1,-1,n,t,-e,a,i,1),p(`x`,`z`,`y`,1,1,e,n,t,r,a,2),p(`x`,`z`,`y`,1,-1,e,n,-t,r,a,3),p(`x`,`y`,`z`,1,-1,e,t,n,r,i,4),p(`x`,`y`,`z`,-1,-1,e,t,-n,r,i,5),this.setIndex(s),this.setAttribute(`position`,new Sy(c,3)),this.setAttribute(`normal`,new Sy(l,3)),this.setAttribute(`uv`,new Sy(u,2));function p(e,t,n,r,i,a,p,m,h,g,_){let v=a/h,y=p/g,b=a/2,x=p/2,S=m/2,C=h+1,w=g+1,T=0,E=0,D=new Q;for(let a=0;a<w;a++){let o=a*y-x;for(let s=0;s<C;s++)D[e]=(s*v-b)*r,D[t]=o*i,D[n]=S,c.push(D.x,D.y,D.z),D[e]=0,D[t]=0,D[n]=m>0?1:-1,l.push(D.x,D.y,D.z),u.push(s/h),u.push(1-a/g),T+=1}for(let e=0;e<g;e++)for(let t=0;t<h;t++){let n=d+t+C*e,r=d+t+C*(e+1),i=d+(t+1)+C*(e+1),a=d+(t+1)+C*e;s.push(n,r,a),s.push(r,i,a),E+=6}o.addGroup(f,E,_),f+=E,d+=T}}copy(e){return super.copy(e),this.parameters=Object.assign({},e.parameters),this}static fromJSON(t){return new e(t.width,t.height,t.depth,t.widthSegments,t.heightSegments,t.depthSegments)}},Mb=class e extends Py{constructor(e=1,t=1,n=1,r=32,i=1,a=!1,o=0,s=Math.PI*2){super(),this.type=`CylinderGeometry`,this.parameters={radiusTop:e,radiusBottom:t,height:n,radialSegments:r,heightSegments:i,openEnded:a,thetaStart:o,thetaLength:s};let c=this;r=Math.floor(r),i=Math.floor(i);let l=[],u=[],d=[],f=[],p=0,m=[],h=n/2,g=0;_(),a===!1&&(e>0&&v(!0),t>0&&v(!1)),this.setIndex(l),this.setAttribute(`position`,new Sy(u,3)),this.setAttribute(`normal`,new Sy(d,3)),this.setAttribute(`uv`,new Sy(f,2));function _(){let a=new Q,_=new Q,v=0,y=(t-e)/n;for(let c=0;c<=i;c++){let l=[],g=c/i,v=g*(t-e)+e;for(let e=0;e<=r;e++){let t=e/r,i=t*s+o,c=Math.sin(i),m=Math.cos(i);_.x=v*c,_.y=-g*n+h,_.z=v*m,u.push(_.x,_.y,_.z),a.set(c,y,m).normalize(),d.push(a.x,a.y,a.z),f.push(t,1-g),l.push(p++)}m.push(l)}for(let n=0;n<r;n++)for(let r=0;r<i;r++){let a=m[r][n],o=m[r+1][n],s=m[r+1][n+1],c=m[r][n+1];(e>0||r!==0)&&(l.push(a,o,c),v+=3),(t>0||r!==i-1)&&(l.push(o,s,c),v+=3)}c.addGroup(g,v,0),g+=v}function v(n){let i=p,a=new M_,m=new Q,_=0,v=n===!0?e:t,y=n===!0?1:-1;for(let e=1;e<=r;e++)u.push(0,h*y,0),d.push(0,y,0),f.push(.5,.5),p++;let b=p;for(let e=0;e<=r;e++){let t=e/r*s+o,n=Math.cos(t),i=Math.sin(t);m.x=v*i,m.y=h*y,m.z=v*n,u.push(m.x,m.y,m.z),d.push(0,y,0),a.x=n*.5+.5,a.y=i*.5*y+.5,f.push(a.x,a.y),p++}for(let e=0;e<r;e++){let t=i+e,r=b+e;n===!0?l.push(r,r+1,t):l.push(r+1,r,t),_+=3}c.addGroup(g,_,n===!0?1:2),g+=_}}copy(e){return super.copy(e),this.parameters=Object.assign({},e.parameters),this}static fromJSON(t){return new e(t.radiusTop,t.radiusBottom,t.height,t.radialSegments,t.heightSegments,t.openEnded,t.thetaStart,t.thetaLength)}},Nb=class e extends Py{constructor(e=1,t=1,n=1,r=1){super(),this.type=`PlaneGeometry`,this.parameters={width:e,height:t,widthSegments:n,heightSegments:r};let i=e/2,a=t/2,o=Math.floor(n),s=Math.floor(r),c=o+1,l=s+1,u=e/o,d=t/s,f=[],p=[],m=[],h=[];for(let e=0;e<l;e++){let t=e*d-a;for(let n=0;n<c;n++){let r=n*u-i;p.push(r,-t,0),m.push(0,0,1),h.push(n/o),h.push(1-e/s)}}for(let e=0;e<s;e++)for(let t=0;t<o;t++){let n=t+c*e,r=t+c*(e+1),i=t+1+c*(e+1),a=t+1+c*e;f.push(n,r,a),f.push(r,i,a)}this.setIndex(f),this.setAttribute(`position`,new Sy(p,3)),this.setAttribute(`normal`,new Sy(m,3)),this.setAttribute(`uv`,new Sy(h,2))}copy(e){return super.copy(e),this.parameters=Object.assign({},e.parameters),this}static fromJSON(t){return new e(t.width,t.height,t.widthSegments,t.heightSegments)}},Pb=class e extends Py{constructor(e=1,t=32,n=16,r=0,i=Math.PI*2,a=0,o=Math.PI){super(),this.type=`SphereGeometry`,this.parameters={radius:e,widthSegments:t,heightSegments:n,phiStart:r,phiLength:i,thetaStart:a,thetaLength:o},t=Math.max(3,Math.floor(t)),n=Math.max(2,Math.floor(n));let s=Math.min(a+o,Math.PI),c=0,l=[],u=new Q,d=new Q,f=[],p=[],m=[],h=[];for(let f=0;f<=n;f++){let g=[],_=f/n,v=a+_*o,y=e*Math.cos(v),b=Math.sqrt(e*e-y*y),x=0;f===0&&a===0?x=.5/t:f===n&&s===Math.PI&&(x=-.5/t);for(let e=0;e<=t;e++){let n=e/t,a=r+n*i;u.x=-b*Math.cos(a),u.y=y,u.z=b*Math.sin(a),p.push(u.x,u.y,u.z),d.copy(u).normalize(),m.push(d.x,d.y,d.z),h.push(n+x,1-_),g.push(c++)}l.push(g)}for(let e=0;e<n;e++)for(let r=0;r<t;r++){let t=l[e][r+1],i=l[e][r],o=l[e+1][r],c=l[e+1][r+1];(e!==0||a>0)&&f.push(t,i,c),(e!==n-1||s<Math.PI)&&f.push(i,o,c)}this.setIndex(f),this.setAttribute(`position`,new Sy(p,3)),this.setAttribute(`normal`,new Sy(m,3)),this.setAttribute(`uv`,new Sy(h,2))}copy(e){return super.copy(e),this.parameters=Object.assign({},e.parameters),this}static fromJSON(t){return new e(t.radius,t.widthSegments,t.heightSegments,t.phiStart,t.phiLength,t.thetaStart,t.thetaLength)}},Fb=class e extends Py{constructor(e=1,t=.4,n=12,r=48,i=Math.PI*2,a=0,o=Math.PI*2){super(),this.type=`TorusGeometry`,this.parameters={radius:e,tube:t,radialSegments:n,tubularSegments:r,arc:i,thetaStart:a,thetaLength:o},n=Math.floor(n),r=Math.floor(r);let s=[],c=[],l=[],u=[],d=new Q,f=new Q,p=new Q;for(let s=0;s<=n;s++){let m=a+s/n*o;for(let a=0;a<=r;a++){let o=a/r*i;f.x=(e+t*Math.cos(m))*Math.cos(o),f.y=(e+t*Math.cos(m))*Math.sin(o),f.z=t*Math.sin(m),c.push(f.x,f.y,f.z),d.x=e*Math.cos(o),d.y=e*Math.sin(o),p.subVectors(f,d).normalize(),l.push(p.x,p.y,p.z),u.push(a/r),u.push(s/n)}}for(let e=1;e<=n;e++)for(let t=1;t<=r;t++){let n=(r+1)*e+t-1,i=(r+1)*(e-1)+t-1,a=(r+1)*(e-1)+t,o=(r+1)*e+t;s.push(n,i,o),s.push(i,a,o)}this.setIndex(s),this.setAttribute(`position`,new Sy(c,3)),this.setAttribute(`normal`,new Sy(l,3)),this.setAttribute(`uv`,new Sy(u,2))}copy(e){return super.copy(e),this.parameters=Object.assign({},e.parameters),this}static fromJSON(t){return new e(t.radius,t.tube,t.radialSegments,t.tubularSegments,t.arc,t.thetaStart,t.thetaLength)}};function Ib(e){let t={};for(let n in e){t[n]={};for(let r in e[n]){let i=e[n][r];if(Rb(i))i.isRenderTargetTexture?(h_(`UniformsUtils: Textures of render targets cannot be cloned via cloneUniforms() or mergeUniforms().`),t[n][r]=null):t[n][r]=i.clone();else if(Array.isArray(i)){if(Rb(i[0])){let e=[];for(let t=0,n=i.length;t<n;t++)e[t]=i[t].clone();t[n][r]=e}else t[n][r]=i.slice()}else t[n][r]=i}}return t}function Lb(e){let t={};for(let n=0;n<e.length;n++){let r=Ib(e[n]);for(let e in r)t[e]=r[e]}return t}function Rb(e){return e&&(e.isColor||e.isMatrix3||e.isMatrix4||e.isVector2||e.isVector3||e.isVector4||e.isTexture||e.isQuaternion)}function zb(e){let t=[];for(let n=0;n<e.length;n++)t.push(e[n].clone());return t}function Bb(e){let t=e.getRenderTarget();return t===null?e.outputColorSpace:t.isXRRenderTarget===!0?t.texture.colorSpace:V_.workingColorSpace}var Vb={clone:Ib,merge:Lb},Hb=`void main() {
	gl_Position = projectionMatrix * modelViewMatrix * vec4( position, 1.0 );
}`,Ub=`void main() {
	gl_FragColor = vec4( 1.0, 0.0, 0.0, 1.0 );
}`,Wb=class extends By{constructor(e){super(),this.isShaderMaterial=!0,this.type=`ShaderMaterial`,this.defines={},this.uniforms={},this.uniformsGroups=[],this.vertexShader=Hb,this.fragmentShader=Ub,this.linewidth=1,this.wireframe=!1,this.wireframeLinewidth=1,this.fog=!1,this.lights=!1,this.clipping=!1,this.forceSinglePass=!0,this.extensions={clipCullDistance:!1,multiDraw:!1},this.defaultAttributeValues={color:[1,1,1],uv:[0,0],uv1:[0,0]},this.index0AttributeName=void 0,this.uniformsNeedUpdate=!1,this.glslVersion=null,e!==void 0&&this.setValues(e)}copy(e){return super.copy(e),this.fragmentShader=e.fragmentShader,this.vertexShader=e.vertexShader,this.uniforms=Ib(e.uniforms),this.uniformsGroups=zb(e.uniformsGroups),this.defines=Object.assign({},e.defines),this.wireframe=e.wireframe,this.wireframeLinewidth=e.wireframeLinewidth,this.fog=e.fog,this.lights=e.lights,this.clipping=e.clipping,this.extensions=Object.assign({},e.extensions),this.glslVersion=e.glslVersion,this.defaultAttributeValues=Object.assign({},e.defaultAttributeValues),this.index0AttributeName=e.index0AttributeName,this.uniformsNeedUpdate=e.uniformsNeedUpdate,this}toJSON(e){let t=super.toJSON(e);t.glslVersion=this.glslVersion,t.uniforms={};for(let n in this.uniforms){let r=this.uniforms[n].value;r&&r.isTexture?t.uniforms[n]={type:`t`,value:r.toJSON(e).uuid}:r&&r.isColor?t.uniforms[n]={type:`c`,value:r.getHex()}:r&&r.isVector2?t.uniforms[n]={type:`v2`,value:r.toArray()}:r&&r.isVector3?t.uniforms[n]={type:`v3`,value:r.toArray()}:r&&r.isVector4?t.uniforms[n]={type:`v4`,value:r.toArray()}:r&&r.isMatrix3?t.uniforms[n]={type:`m3`,value:r.toArray()}:r&&r.isMatrix4?t.uniforms[n]={type:`m4`,value:r.toArray()}:t.uniforms[n]={value:r}}Object.keys(this.defines).length>0&&(t.defines=this.defines),t.vertexShader=this.vertexShader,t.fragmentShader=this.fragmentShader,t.lights=this.lights,t.clipping=this.clipping;let n={};for(let e in this.extensions)this.extensions[e]===!0&&(n[e]=!0);return Object.keys(n).length>0&&(t.extensions=n),t}fromJSON(e,t){if(super.fromJSON(e,t),e.uniforms!==void 0)for(let n in e.uniforms){let r=e.uniforms[n];switch(this.uniforms[n]={},r.type){case`t`:this.uniforms[n].value=t[r.value]||null;break;case`c`:this.uniforms[n].value=new Rv().setHex(r.value);break;case`v2`:this.uniforms[n].value=new M_().fromArray(r.value);break;case`v3`:this.uniforms[n].value=new Q().fromArray(r.value);break;case`v4`:this.uniforms[n].value=new Q_().fromArray(r.value);break;case`m3`:this.uniforms[n].value=new I_().fromArray(r.value);break;case`m4`:this.uniforms[n].value=new rv().fromArray(r.value);break;default:this.uniforms[n].value=r.value}}if(e.defines!==void 0&&(this.defines=e.defines),e.vertexShader!==void 0&&(this.vertexShader=e.vertexShader),e.fragmentShader!==void 0&&(this.fragmentShader=e.fragmentShader),e.glslVersion!==void 0&&(this.glslVersion=e.glslVersion),e.extensions!==void 0)for(let t in e.extensions)this.extensions[t]=e.extensions[t];return e.lights!==void 0&&(this.lights=e.lights),e.clipping!==void 0&&(this.clipping=e.clipping),this}},Gb=class extends Wb{constructor(e){super(e),this.isRawShaderMaterial=!0,this.type=`RawShaderMaterial`}},Kb=class extends By{constructor(e){super(),this.isMeshLambertMaterial=!0,this.type=`MeshLambertMaterial`,this.color=new Rv(16777215),this.map=null,this.lightMap=null,this.lightMapIntensity=1,this.aoMap=null,this.aoMapIntensity=1,this.emissive=new Rv(0),this.emissiveIntensity=1,this.emissiveMap=null,this.bumpMap=null,this.bumpScale=1,this.normalMap=null,this.normalMapType=0,this.normalScale=new M_(1,1),this.displacementMap=null,this.displacementScale=1,this.displacementBias=0,this.specularMap=null,this.alphaMap=null,this.envMap=null,this.envMapRotation=new pv,this.combine=0,this.reflectivity=1,this.envMapIntensity=1,this.refractionRatio=.98,this.wireframe=!1,this.wireframeLinewidth=1,this.wireframeLinecap=`round`,this.wireframeLinejoin=`round`,this.flatShading=!1,this.fog=!0,this.setValues(e)}copy(e){return super.copy(e),this.color.copy(e.color),this.map=e.map,this.lightMap=e.lightMap,this.lightMapIntensity=e.lightMapIntensity,this.aoMap=e.aoMap,this.aoMapIntensity=e.aoMapIntensity,this.emissive.copy(e.emissive),this.emissiveMap=e.emissiveMap,this.emissiveIntensity=e.emissiveIntensity,this.bumpMap=e.bumpMap,this.bumpScale=e.bumpScale,this.normalMap=e.normalMap,this.normalMapType=e.normalMapType,this.normalScale.copy(e.normalScale),this.displacementMap=e.displacementMap,this.displacementScale=e.displacementScale,this.displacementBias=e.displacementBias,this.specularMap=e.specularMap,this.alphaMap=e.alphaMap,this.envMap=e.envMap,this.envMapRotation.copy(e.envMapRotation),this.combine=e.combine,this.reflectivity=e.reflectivity,this.envMapIntensity=e.envMapIntensity,this.refractionRatio=e.refractionRatio,this.wireframe=e.wireframe,this.wireframeLinewidth=e.wireframeLinewidth,this.wireframeLinecap=e.wireframeLinecap,this.wireframeLinejoin=e.wireframeLinejoin,this.flatShading=e.flatShading,this.fog=e.fog,this}},qb=class extends By{constructor(e){super(),this.isMeshDepthMaterial=!0,this.type=`MeshDepthMaterial`,this.depthPacking=e_,this.map=null,this.alphaMap=null,this.displacementMap=null,this.displacementScale=1,this.displacementBias=0,this.wireframe=!1,this.wireframeLinewidth=1,this.setValues(e)}copy(e){return super.copy(e),this.depthPacking=e.depthPacking,this.map=e.map,this.alphaMap=e.alphaMap,this.displacementMap=e.displacementMap,this.displacementScale=e.displacementScale,this.displacementBias=e.displacementBias,this.wireframe=e.wireframe,this.wireframeLinewidth=e.wireframeLinewidth,this}},Jb=class extends By{constructor(e){super(),this.isMeshDistanceMaterial=!0,this.type=`MeshDistanceMaterial`,this.map=null,this.alphaMap=null,this.displacementMap=null,this.displacementScale=1,this.displacementBias=0,this.setValues(e)}copy(e){return super.copy(e),this.map=e.map,this.alphaMap=e.alphaMap,this.displacementMap=e.displacementMap,this.displacementScale=e.displacementScale,this.displacementBias=e.displacementBias,this}};function Yb(e,t){return!e||e.constructor===t?e:typeof t.BYTES_PER_ELEMENT==`number`?new t(e):Array.prototype.slice.call(e)}function Xb(e){return e!==void 0&&e.inTangents!==void 0&&e.outTangents!==void 0}var Zb=class{constructor(e,t,n,r){this.parameterPositions=e,this._cachedIndex=0,this.resultBuffer=r===void 0?new t.constructor(n):r,this.sampleValues=t,this.valueSize=n,this.settings=null,this.DefaultSettings_={}}evaluate(e){let t=this.parameterPositions,n=this._cachedIndex,r=t[n],i=t[n-1];validate_interval:{seek:{let a;linear_scan:{forward_scan:if(!(e<r)){for(let a=n+2;;){if(r===void 0){if(e<i)break forward_scan;return n=t.length,this._cachedIndex=n,this.copySampleValue_(n-1)}if(n===a)break;if(i=r,r=t[++n],e<r)break seek}a=t.length;break linear_scan}if(!(e>=i)){let o=t[1];e<o&&(n=2,i=o);for(let a=n-2;;){if(i===void 0)return this._cachedIndex=0,this.copySampleValue_(0);if(n===a)break;if(r=i,i=t[--n-1],e>=i)break seek}a=n,n=0;break linear_scan}break validate_interval}for(;n<a;){let r=n+a>>>1;e<t[r]?a=r:n=r+1}if(r=t[n],i=t[n-1],i===void 0)return this._cachedIndex=0,this.copySampleValue_(0);if(r===void 0)return n=t.length,this._cachedIndex=n,this.copySampleValue_(n-1)}this._cachedIndex=n,this.intervalChanged_(n,i,r)}return this.interpolate_(n,i,e,r)}getSettings_(){return this.settings||this.DefaultSettings_}copySampleValue_(e){let t=this.resultBuffer,n=this.sampleValues,r=this.valueSize,i=e*r;for(let e=0;e!==r;++e)t[e]=n[i+e];return t}interpolate_(){throw Error(`THREE.Interpolant: Call to abstract method.`)}intervalChanged_(){}},Qb=class extends Zb{constructor(e,t,n,r){super(e,t,n,r),this._weightPrev=-0,this._offsetPrev=-0,this._weightNext=-0,this._offsetNext=-0,this.DefaultSettings_={endingStart:Zg,endingEnd:Zg}}intervalChanged_(e,t,n){let r=this.parameterPositions,i=e-2,a=e+1,o=r[i],s=r[a];if(o===void 0)switch(this.getSettings_().endingStart){case Qg:i=e,o=2*t-n;break;case $g:i=r.length-2,o=t+r[i]-r[i+1];break;default:i=e,o=n}if(s===void 0)switch(this.getSettings_().endingEnd){case Qg:a=e,s=2*n-t;break;case $g:a=1,s=n+r[1]-r[0];break;default:a=e-1,s=t}let c=(n-t)*.5,l=this.valueSize;this._weightPrev=c/(t-o),this._weightNext=c/(s-n),this._offsetPrev=i*l,this._offsetNext=a*l}interpolate_(e,t,n,r){let i=this.resultBuffer,a=this.sampleValues,o=this.valueSize,s=e*o,c=s-o,l=this._offsetPrev,u=this._offsetNext,d=this._weightPrev,f=this._weightNext,p=(n-t)/(r-t),m=p*p,h=m*p,g=-d*h+2*d*m-d*p,_=(1+d)*h+(-1.5-2*d)*m+(-.5+d)*p+1,v=(-1-f)*h+(1.5+f)*m+.5*p,y=f*h-f*m;for(let e=0;e!==o;++e)i[e]=g*a[l+e]+_*a[c+e]+v*a[s+e]+y*a[u+e];return i}},$b=class extends Zb{constructor(e,t,n,r){super(e,t,n,r)}interpolate_(e,t,n,r){let i=this.resultBuffer,a=this.sampleValues,o=this.valueSize,s=e*o,c=s-o,l=(n-t)/(r-t),u=1-l;for(let e=0;e!==o;++e)i[e]=a[c+e]*u+a[s+e]*l;return i}},ex=class extends Zb{constructor(e,t,n,r){super(e,t,n,r)}interpolate_(e){return this.copySampleValue_(e-1)}},tx=class extends Zb{interpolate_(e,t,n,r){let i=this.resultBuffer,a=this.sampleValues,o=this.valueSize,s=e*o,c=s-o,l=this.inTangents,u=this.outTangents;if(!l||!u){let e=(n-t)/(r-t),l=1-e;for(let t=0;t!==o;++t)i[t]=a[c+t]*l+a[s+t]*e;return i}let d=o*2,f=e-1;for(let p=0;p!==o;++p){let o=a[c+p],m=a[s+p],h=f*d+p*2,g=u[h],_=u[h+1],v=e*d+p*2,y=l[v],b=l[v+1],x=ix(n,t,g,y,r);i[p]=nx(x,o,_,b,m)}return i}};function nx(e,t,n,r,i){let a=1-e;return a*a*a*t+3*a*a*e*n+3*a*e*e*r+e*e*e*i}function rx(e,t,n,r,i){let a=1-e;return 3*a*a*(n-t)+6*a*e*(r-n)+3*e*e*(i-r)}function ix(e,t,n,r,i){let a=(e-t)/(i-t);for(let o=0;o<8;o++){let o=nx(a,t,n,r,i)-e;if(Math.abs(o)<1e-10)break;let s=rx(a,t,n,r,i);if(Math.abs(s)<1e-10)break;a=Math.max(0,Math.min(1,a-o/s))}return a}var ax=class{constructor(e,t,n,r){if(e===void 0)throw Error(`THREE.KeyframeTrack: track name is undefined`);if(t===void 0||t.length===0)throw Error(`THREE.KeyframeTrack: no keyframes in track named `+e);this.name=e,this.times=Yb(t,this.TimeBufferType),this.values=Yb(n,this.ValueBufferType),this.setInterpolation(r||this.DefaultInterpolation)}static toJSON(e){let t=e.constructor,n;if(t.toJSON!==this.toJSON)n=t.toJSON(e);else{n={name:e.name,times:Yb(e.times,Array),values:Yb(e.values,Array)};let t=e.getInterpolation();t!==e.DefaultInterpolation&&(n.interpolation=t),Xb(e.settings)&&(n.settings={inTangents:Yb(e.settings.inTangents,Array),outTangents:Yb(e.settings.outTangents,Array)})}return n.type=e.ValueTypeName,n}InterpolantFactoryMethodDiscrete(e){return new ex(this.times,this.values,this.getValueSize(),e)}InterpolantFactoryMethodLinear(e){return new $b(this.times,this.values,this.getValueSize(),e)}InterpolantFactoryMethodSmooth(e){return new Qb(this.times,this.values,this.getValueSize(),e)}InterpolantFactoryMethodBezier(e){let t=new tx(this.times,this.values,this.getValueSize(),e);return this.settings&&(t.inTangents=this.settings.inTangents,t.outTangents=this.settings.outTangents),t}setInterpolation(e){let t;switch(e){case qg:t=this.InterpolantFactoryMethodDiscrete;break;case Jg:t=this.InterpolantFactoryMethodLinear;break;case Yg:t=this.InterpolantFactoryMethodSmooth;break;case Xg:t=this.InterpolantFactoryMethodBezier}if(t===void 0){let t=`unsupported interpolation for `+this.ValueTypeName+` keyframe track named `+this.name;if(this.createInterpolant===void 0){if(e!==this.DefaultInterpolation)this.setInterpolation(this.DefaultInterpolation);else throw Error(t)}return h_(`KeyframeTrack:`,t),this}return this.createInterpolant=t,this}getInterpolation(){switch(this.createInterpolant){case this.InterpolantFactoryMethodDiscrete:return qg;case this.InterpolantFactoryMethodLinear:return Jg;case this.InterpolantFactoryMethodSmooth:return Yg;case this.InterpolantFactoryMethodBezier:return Xg}}getValueSize(){return this.values.length/this.times.length}shift(e){if(e!==0){let t=this.times;for(let n=0,r=t.length;n!==r;++n)t[n]+=e;Xb(this.settings)&&(ox(this.settings.inTangents,e),ox(this.settings.outTangents,e))}return this}scale(e){if(e!==1){let t=this.times;for(let n=0,r=t.length;n!==r;++n)t[n]*=e;Xb(this.settings)&&(sx(this.settings.inTangents,e),sx(this.settings.outTangents,e))}return this}trim(e,t){let n=this.times,r=n.length,i=0,a=r-1;for(;i!==r&&n[i]<e;)++i;for(;a!==-1&&n[a]>t;)--a;if(++a,i!==0||a!==r){i>=a&&(a=Math.max(a,1),i=a-1);let e=this.getValueSize();this.times=n.slice(i,a),this.values=this.values.slice(i*e,a*e)}return this}validate(){let e=!0,t=this.getValueSize();t-Math.floor(t)!==0&&(g_(`KeyframeTrack: Invalid value size in track.`,this),e=!1);let n=this.times,r=this.values,i=n.length;i===0&&(g_(`KeyframeTrack: Track is empty.`,this),e=!1);let a=null;for(let t=0;t!==i;t++){let r=n[t];if(typeof r==`number`&&isNaN(r)){g_(`KeyframeTrack: Time is not a valid number.`,this,t,r),e=!1;break}if(a!==null&&a>r){g_(`KeyframeTrack: Out of order keys.`,this,t,r,a),e=!1;break}a=r}if(r!==void 0&&l_(r))for(let t=0,n=r.length;t!==n;++t){let n=r[t];if(isNaN(n)){g_(`KeyframeTrack: Value is not a valid number.`,this,t,n),e=!1;break}}return e}optimize(){let e=this.times.slice(),t=this.values.slice(),n=this.getValueSize(),r=this.getInterpolation()===Yg,i=e.length-1,a=1;for(let o=1;o<i;++o){let i=!1,s=e[o];if(s!==e[o+1]&&(o!==1||s!==e[0])){if(r)i=!0;else{let e=o*n,r=e-n,a=e+n;for(let o=0;o!==n;++o){let n=t[e+o];if(n!==t[r+o]||n!==t[a+o]){i=!0;break}}}}if(i){if(o!==a){e[a]=e[o];let r=o*n,i=a*n;for(let e=0;e!==n;++e)t[i+e]=t[r+e]}++a}}if(i>0){e[a]=e[i];for(let e=i*n,r=a*n,o=0;o!==n;++o)t[r+o]=t[e+o];++a}return a===e.length?(this.times=e,this.values=t):(this.times=e.slice(0,a),this.values=t.slice(0,a*n)),this}clone(){let e=this.times.slice(),t=this.values.slice(),n=this.constructor,r=new n(this.name,e,t);return r.createInterpolant=this.createInterpolant,Xb(this.settings)&&(r.settings={inTangents:this.settings.inTangents.slice(),outTangents:this.settings.outTangents.slice()}),r}};function ox(e,t){for(let n=0,r=e.length;n!==r;n+=2)e[n]+=t}function sx(e,t){for(let n=0,r=e.length;n!==r;n+=2)e[n]*=t}ax.prototype.ValueTypeName=``,ax.prototype.TimeBufferType=Float32Array,ax.prototype.ValueBufferType=Float32Array,ax.prototype.DefaultInterpolation=Jg;var cx=class extends ax{constructor(e,t,n){super(e,t,n)}};cx.prototype.ValueTypeName=`bool`,cx.prototype.ValueBufferType=Array,cx.prototype.DefaultInterpolation=qg,cx.prototype.InterpolantFactoryMethodLinear=void 0,cx.prototype.InterpolantFactoryMethodSmooth=void 0;var lx=class extends ax{constructor(e,t,n,r){super(e,t,n,r)}};lx.prototype.ValueTypeName=`color`;var ux=class extends ax{constructor(e,t,n,r){super(e,t,n,r)}};ux.prototype.ValueTypeName=`number`;var dx=class extends Zb{constructor(e,t,n,r){super(e,t,n,r)}interpolate_(e,t,n,r){let i=this.resultBuffer,a=this.sampleValues,o=this.valueSize,s=(n-t)/(r-t),c=e*o;for(let e=c+o;c!==e;c+=4)N_.slerpFlat(i,0,a,c-o,a,c,s);return i}},fx=class extends ax{constructor(e,t,n,r){super(e,t,n,r)}InterpolantFactoryMethodLinear(e){return new dx(this.times,this.values,this.getValueSize(),e)}};fx.prototype.ValueTypeName=`quaternion`,fx.prototype.InterpolantFactoryMethodSmooth=void 0;var px=class extends ax{constructor(e,t,n){super(e,t,n)}};px.prototype.ValueTypeName=`string`,px.prototype.ValueBufferType=Array,px.prototype.DefaultInterpolation=qg,px.prototype.InterpolantFactoryMethodLinear=void 0,px.prototype.InterpolantFactoryMethodSmooth=void 0;var mx=class extends ax{constructor(e,t,n,r){super(e,t,n,r)}};mx.prototype.ValueTypeName=`vector`;var hx=class extends Av{static registerNode(e){this.prototype._lightNode=e}constructor(e,t=1){super(),this.isLight=!0,this.type=`Light`,this.color=new Rv(e),this.intensity=t}copy(e,t){return super.copy(e,t),this.color.copy(e.color),this.intensity=e.intensity,this}toJSON(e){let t=super.toJSON(e);return t.object.color=this.color.getHex(),t.object.intensity=this.intensity,t}},gx=new rv,_x=new Q,vx=new Q,yx=class{constructor(e){this.camera=e,this.intensity=1,this.bias=0,this.biasNode=null,this.normalBias=0,this.radius=1,this.blurSamples=8,this.mapSize=new M_(512,512),this.mapType=Hh,this.map=null,this.mapPass=null,this.matrix=new rv,this.autoUpdate=!0,this.needsUpdate=!1,this._frustum=new db,this._frameExtents=new M_(1,1),this._viewportCount=1,this._viewports=[new Q_(0,0,1,1)]}getViewportCount(){return this._viewportCount}getCamera(){return this.camera}getFrustum(){return this._frustum}updateMatrices(e){let t=this.camera;_x.setFromMatrixPosition(e.matrixWorld),t.position.copy(_x),vx.setFromMatrixPosition(e.target.matrixWorld),t.lookAt(vx),t.updateMatrixWorld(),this._updateMatrix(t,this.matrix,this._frustum)}_updateMatrix(e,t,n,r){gx.multiplyMatrices(e.projectionMatrix,e.matrixWorldInverse),n.setFromProjectionMatrix(gx,e.coordinateSystem,e.reversedDepth);let i=this._frameExtents,a=r?r.z/i.x:1,o=r?r.w/i.y:1,s=r?r.x/i.x:0,c=r?r.y/i.y:0;e.coordinateSystem===2001||e.reversedDepth?t.set(.5*a,0,0,.5*a+s,0,.5*o,0,.5*o+c,0,0,1,0,0,0,0,1):t.set(.5*a,0,0,.5*a+s,0,.5*o,0,.5*o+c,0,0,.5,.5,0,0,0,1),t.multiply(gx)}getViewport(e){return this._viewports[e]}getFrameExtents(){return this._frameExtents}dispose(){this.map&&this.map.dispose(),this.mapPass&&this.mapPass.dispose()}copy(e){return this.camera=e.camera.clone(),this.intensity=e.intensity,this.bias=e.bias,this.radius=e.radius,this.autoUpdate=e.autoUpdate,this.needsUpdate=e.needsUpdate,this.normalBias=e.normalBias,this.blurSamples=e.blurSamples,this.mapSize.copy(e.mapSize),this.mapType=e.mapType,this.biasNode=e.biasNode,this}clone(){return new this.constructor().copy(this)}toJSON(){let e={};return e.intensity=this.intensity,e.bias=this.bias,e.normalBias=this.normalBias,e.radius=this.radius,e.blurSamples=this.blurSamples,e.mapSize=this.mapSize.toArray(),e.mapType=this.mapType,e.camera=this.camera.toJSON(!1).object,delete e.camera.matrix,e}},bx=new Q,xx=new N_,Sx=new Q,Cx=class extends Av{constructor(){super(),this.isCamera=!0,this.type=`Camera`,this.matrixWorldInverse=new rv,this.projectionMatrix=new rv,this.projectionMatrixInverse=new rv,this.coordinateSystem=s_,this._reversedDepth=!1}get reversedDepth(){return this._reversedDepth}copy(e,t){return super.copy(e,t),this.matrixWorldInverse.copy(e.matrixWorldInverse),this.projectionMatrix.copy(e.projectionMatrix),this.projectionMatrixInverse.copy(e.projectionMatrixInverse),this.coordinateSystem=e.coordinateSystem,this}getWorldDirection(e){return super.getWorldDirection(e).negate()}updateMatrixWorld(e){super.updateMatrixWorld(e),this.matrixWorld.decompose(bx,xx,Sx),Sx.x===1&&Sx.y===1&&Sx.z===1?this.matrixWorldInverse.copy(this.matrixWorld).invert():this.matrixWorldInverse.compose(bx,xx,Sx.set(1,1,1)).invert()}updateWorldMatrix(e,t,n=!1){super.updateWorldMatrix(e,t,n),this.matrixWorld.decompose(bx,xx,Sx),Sx.x===1&&Sx.y===1&&Sx.z===1?this.matrixWorldInverse.copy(this.matrixWorld).invert():this.matrixWorldInverse.compose(bx,xx,Sx.set(1,1,1)).invert()}clone(){return new this.constructor().copy(this)}},wx=new Q,Tx=new M_,Ex=new M_,Dx=class extends Cx{constructor(e=50,t=1,n=.1,r=2e3){super(),this.isPerspectiveCamera=!0,this.type=`PerspectiveCamera`,this.fov=e,this.zoom=1,this.near=n,this.far=r,this.focus=10,this.aspect=t,this.view=null,this.filmGauge=35,this.filmOffset=0,this.updateProjectionMatrix()}copy(e,t){return super.copy(e,t),this.fov=e.fov,this.zoom=e.zoom,this.near=e.near,this.far=e.far,this.focus=e.focus,this.aspect=e.aspect,this.view=e.view===null?null:Object.assign({},e.view),this.filmGauge=e.filmGauge,this.filmOffset=e.filmOffset,this}setFocalLength(e){let t=.5*this.getFilmHeight()/e;this.fov=C_*2*Math.atan(t),this.updateProjectionMatrix()}getFocalLength(){let e=Math.tan(S_*.5*this.fov);return .5*this.getFilmHeight()/e}getEffectiveFOV(){return C_*2*Math.atan(Math.tan(S_*.5*this.fov)/this.zoom)}getFilmWidth(){return this.filmGauge*Math.min(this.aspect,1)}getFilmHeight(){return this.filmGauge/Math.max(this.aspect,1)}getViewBounds(e,t,n){wx.set(-1,-1,.5).applyMatrix4(this.projectionMatrixInverse),t.set(wx.x,wx.y).multiplyScalar(-e/wx.z),wx.set(1,1,.5).applyMatrix4(this.projectionMatrixInverse),n.set(wx.x,wx.y).multiplyScalar(-e/wx.z)}getViewSize(e,t){return this.getViewBounds(e,Tx,Ex),t.subVectors(Ex,Tx)}setViewOffset(e,t,n,r,i,a){this.aspect=e/t,this.view===null&&(this.view={enabled:!0,fullWidth:1,fullHeight:1,offsetX:0,offsetY:0,width:1,height:1}),this.view.enabled=!0,this.view.fullWidth=e,this.view.fullHeight=t,this.view.offsetX=n,this.view.offsetY=r,this.view.width=i,this.view.height=a,this.updateProjectionMatrix()}clearViewOffset(){this.view!==null&&(this.view.enabled=!1),this.updateProjectionMatrix()}updateProjectionMatrix(){let e=this.near,t=e*Math.tan(S_*.5*this.fov)/this.zoom,n=2*t,r=this.aspect*n,i=-.5*r,a=this.view;if(this.view!==null&&this.view.enabled){let e=a.fullWidth,o=a.fullHeight;i+=a.offsetX*r/e,t-=a.offsetY*n/o,r*=a.width/e,n*=a.height/o}let o=this.filmOffset;o!==0&&(i+=e*o/this.getFilmWidth()),this.projectionMatrix.makePerspective(i,i+r,t,t-n,e,this.far,this.coordinateSystem,this.reversedDepth),this.projectionMatrixInverse.copy(this.projectionMatrix).invert()}toJSON(e){let t=super.toJSON(e);return t.object.fov=this.fov,t.object.zoom=this.zoom,t.object.near=this.near,t.object.far=this.far,t.object.focus=this.focus,t.object.aspect=this.aspect,this.view!==null&&(t.object.view=Object.assign({},this.view)),t.object.filmGauge=this.filmGauge,t.object.filmOffset=this.filmOffset,t}},Ox=class extends Cx{constructor(e=-1,t=1,n=1,r=-1,i=.1,a=2e3){super(),this.isOrthographicCamera=!0,this.type=`OrthographicCamera`,this.zoom=1,this.view=null,this.left=e,this.right=t,this.top=n,this.bottom=r,this.near=i,this.far=a,this.updateProjectionMatrix()}copy(e,t){return super.copy(e,t),this.left=e.left,this.right=e.right,this.top=e.top,this.bottom=e.bottom,this.near=e.near,this.far=e.far,this.zoom=e.zoom,this.view=e.view===null?null:Object.assign({},e.view),this}setViewOffset(e,t,n,r,i,a){this.view===null&&(this.view={enabled:!0,fullWidth:1,fullHeight:1,offsetX:0,offsetY:0,width:1,height:1}),this.view.enabled=!0,this.view.fullWidth=e,this.view.fullHeight=t,this.view.offsetX=n,this.view.offsetY=r,this.view.width=i,this.view.height=a,this.updateProjectionMatrix()}clearViewOffset(){this.view!==null&&(this.view.enabled=!1),this.updateProjectionMatrix()}updateProjectionMatrix(){let e=(this.right-this.left)/(2*this.zoom),t=(this.top-this.bottom)/(2*this.zoom),n=(this.right+this.left)/2,r=(this.top+this.bottom)/2,i=n-e,a=n+e,o=r+t,s=r-t;if(this.view!==null&&this.view.enabled){let e=(this.right-this.left)/this.view.fullWidth/this.zoom,t=(this.top-this.bottom)/this.view.fullHeight/this.zoom;i+=e*this.view.offsetX,a=i+e*this.view.width,o-=t*this.view.offsetY,s=o-t*this.view.height}this.projectionMatrix.makeOrthographic(i,a,o,s,this.near,this.far,this.coordinateSystem,this.reversedDepth),this.projectionMatrixInverse.copy(this.projectionMatrix).invert()}toJSON(e){let t=super.toJSON(e);return t.object.zoom=this.zoom,t.object.left=this.left,t.object.right=this.right,t.object.top=this.top,t.object.bottom=this.bottom,t.object.near=this.near,t.object.far=this.far,this.view!==null&&(t.object.view=Object.assign({},this.view)),t}},kx=class extends yx{constructor(){super(new Ox(-5,5,5,-5,.5,500)),this.isDirectionalLightShadow=!0}},Ax=class extends hx{constructor(e,t){super(e,t),this.isDirectionalLight=!0,this.type=`DirectionalLight`,this.position.copy(Av.DEFAULT_UP),this.updateMatrix(),this.target=new Av,this.shadow=new kx}dispose(){super.dispose(),this.shadow.dispose()}copy(e){return super.copy(e),this.target=e.target.clone(),this.shadow=e.shadow.clone(),this}toJSON(e){let t=super.toJSON(e);return t.object.shadow=this.shadow.toJSON(),t.object.target=this.target.uuid,t}},jx=class extends hx{constructor(e,t){super(e,t),this.isAmbientLight=!0,this.type=`AmbientLight`}},Mx=-90,Nx=1,Px=class extends Av{constructor(e,t,n){super(),this.type=`CubeCamera`,this.renderTarget=n,this.coordinateSystem=null,this.activeMipmapLevel=0;let r=new Dx(Mx,Nx,e,t);r.layers=this.layers,this.add(r);let i=new Dx(Mx,Nx,e,t);i.layers=this.layers,this.add(i);let a=new Dx(Mx,Nx,e,t);a.layers=this.layers,this.add(a);let o=new Dx(Mx,Nx,e,t);o.layers=this.layers,this.add(o);let s=new Dx(Mx,Nx,e,t);s.layers=this.layers,this.add(s);let c=new Dx(Mx,Nx,e,t);c.layers=this.layers,this.add(c)}updateCoordinateSystem(){let e=this.coordinateSystem,t=this.children.concat(),[n,r,i,a,o,s]=t;for(let e of t)this.remove(e);if(e===2e3)n.up.set(0,1,0),n.lookAt(1,0,0),r.up.set(0,1,0),r.lookAt(-1,0,0),i.up.set(0,0,-1),i.lookAt(0,1,0),a.up.set(0,0,1),a.lookAt(0,-1,0),o.up.set(0,1,0),o.lookAt(0,0,1),s.up.set(0,1,0),s.lookAt(0,0,-1);else if(e===2001)n.up.set(0,-1,0),n.lookAt(-1,0,0),r.up.set(0,-1,0),r.lookAt(1,0,0),i.up.set(0,0,1),i.lookAt(0,1,0),a.up.set(0,0,-1),a.lookAt(0,-1,0),o.up.set(0,-1,0),o.lookAt(0,0,1),s.up.set(0,-1,0),s.lookAt(0,0,-1);else throw Error(`THREE.CubeCamera.updateCoordinateSystem(): Invalid coordinate system: `+e);for(let e of t)this.add(e),e.updateMatrixWorld()}update(e,t){this.parent===null&&this.updateMatrixWorld();let{renderTarget:n,activeMipmapLevel:r}=this;this.coordinateSystem!==e.coordinateSystem&&(this.coordinateSystem=e.coordinateSystem,this.updateCoordinateSystem());let[i,a,o,s,c,l]=this.children,u=e.getRenderTarget(),d=e.getActiveCubeFace(),f=e.getActiveMipmapLevel(),p=e.xr.enabled;e.xr.enabled=!1;let m=n.texture.mipmapsAutoUpdate;n.texture.mipmapsAutoUpdate=!1;let h=!1;h=e.isWebGLRenderer===!0?e.state.buffers.depth.getReversed():e.reversedDepthBuffer,e.setRenderTarget(n,0,r),h&&e.autoClear===!1&&e.clearDepth(),e.render(t,i),e.setRenderTarget(n,1,r),h&&e.autoClear===!1&&e.clearDepth(),e.render(t,a),e.setRenderTarget(n,2,r),h&&e.autoClear===!1&&e.clearDepth(),e.render(t,o),e.setRenderTarget(n,3,r),h&&e.autoClear===!1&&e.clearDepth(),e.render(t,s),e.setRenderTarget(n,4,r),h&&e.autoClear===!1&&e.clearDepth(),e.render(t,c),n.texture.mipmapsAutoUpdate=m,e.setRenderTarget(n,5,r),h&&e.autoClear===!1&&e.clearDepth(),e.render(t,l),e.setRenderTarget(u,d,f),e.xr.enabled=p,n.texture.needsPMREMUpdate=!0}},Fx=class extends Dx{constructor(e=[]){super(),this.isArrayCamera=!0,this.isMultiViewCamera=!1,this.cameras=e,this.perCameraFrustumCulled=!1}},Ix=`\\[\\]\\.:\\/`,Lx=RegExp(`[\\[\\]\\.:\\/]`,`g`),Rx=`[^\\[\\]\\.:\\/]`,zx=`[^`+Ix.replace(`\\.`,``)+`]`,Bx=`((?:WC+[\\/:])*)`.replace(`WC`,Rx),Vx=`(WCOD+)?`.replace(`WCOD`,zx),Hx=`(?:\\.(WC+)(?:\\[(.+)\\])?)?`.replace(`WC`,Rx),Ux=`\\.(WC+)(?:\\[(.+)\\])?`.replace(`WC`,Rx),Wx=RegExp(`^`+Bx+Vx+Hx+Ux+`$`),Gx=[`material`,`materials`,`bones`,`map`],Kx=class{constructor(e,t,n){let r=n||qx.parseTrackName(t);this._targetGroup=e,this._bindings=e.subscribe_(t,r)}getValue(e,t){this.bind();let n=this._targetGroup.nCachedObjects_,r=this._bindings[n];r!==void 0&&r.getValue(e,t)}setValue(e,t){let n=this._bindings;for(let r=this._targetGroup.nCachedObjects_,i=n.length;r!==i;++r)n[r].setValue(e,t)}bind(){let e=this._bindings;for(let t=this._targetGroup.nCachedObjects_,n=e.length;t!==n;++t)e[t].bind()}unbind(){let e=this._bindings;for(let t=this._targetGroup.nCachedObjects_,n=e.length;t!==n;++t)e[t].unbind()}},qx=class e{constructor(t,n,r){this.path=n,this.parsedPath=r||e.parseTrackName(n),this.node=e.findNode(t,this.parsedPath.nodeName),this.rootNode=t,this.getValue=this._getValue_unbound,this.setValue=this._setValue_unbound}static create(t,n,r){return t&&t.isAnimationObjectGroup?new e.Composite(t,n,r):new e(t,n,r)}static sanitizeNodeName(e){return e.replace(/\s/g,`_`).replace(Lx,``)}static parseTrackName(e){let t=Wx.exec(e);if(t===null)throw Error(`THREE.PropertyBinding: Cannot parse trackName: `+e);let n={nodeName:t[2],objectName:t[3],objectIndex:t[4],propertyName:t[5],propertyIndex:t[6]},r=n.nodeName&&n.nodeName.lastIndexOf(`.`);if(r!==void 0&&r!==-1){let e=n.nodeName.substring(r+1);Gx.indexOf(e)!==-1&&(n.nodeName=n.nodeName.substring(0,r),n.objectName=e)}if(n.propertyName===null||n.propertyName.length===0)throw Error(`THREE.PropertyBinding: can not parse propertyName from trackName: `+e);return n}static findNode(e,t){if(t===void 0||t===``||t===`.`||t===-1||t===e.name||t===e.uuid)return e;if(e.skeleton){let n=e.skeleton.getBoneByName(t);if(n!==void 0)return n}if(e.children){let n=function(e){for(let r=0;r<e.length;r++){let i=e[r];if(i.name===t||i.uuid===t)return i;let a=n(i.children);if(a)return a}return null},r=n(e.children);if(r)return r}return null}_getValue_unavailable(){}_setValue_unavailable(){}_getValue_direct(e,t){e[t]=this.targetObject[this.propertyName]}_getValue_array(e,t){let n=this.resolvedProperty;for(let r=0,i=n.length;r!==i;++r)e[t++]=n[r]}_getValue_arrayElement(e,t){e[t]=this.resolvedProperty[this.propertyIndex]}_getValue_toArray(e,t){this.resolvedProperty.toArray(e,t)}_setValue_direct(e,t){this.targetObject[this.propertyName]=e[t]}_setValue_direct_setNeedsUpdate(e,t){this.targetObject[this.propertyName]=e[t],this.targetObject.needsUpdate=!0}_setValue_direct_setMatrixWorldNeedsUpdate(e,t){this.targetObject[this.propertyName]=e[t],this.targetObject.matrixWorldNeedsUpdate=!0}_setValue_array(e,t){let n=this.resolvedProperty;for(let r=0,i=n.length;r!==i;++r)n[r]=e[t++]}_setValue_array_setNeedsUpdate(e,t){let n=this.resolvedProperty;for(let r=0,i=n.length;r!==i;++r)n[r]=e[t++];this.targetObject.needsUpdate=!0}_setValue_array_setMatrixWorldNeedsUpdate(e,t){let n=this.resolvedProperty;for(let r=0,i=n.length;r!==i;++r)n[r]=e[t++];this.targetObject.matrixWorldNeedsUpdate=!0}_setValue_arrayElement(e,t){this.resolvedProperty[this.propertyIndex]=e[t]}_setValue_arrayElement_setNeedsUpdate(e,t){this.resolvedProperty[this.propertyIndex]=e[t],this.targetObject.needsUpdate=!0}_setValue_arrayElement_setMatrixWorldNeedsUpdate(e,t){this.resolvedProperty[this.propertyIndex]=e[t],this.targetObject.matrixWorldNeedsUpdate=!0}_setValue_fromArray(e,t){this.resolvedProperty.fromArray(e,t)}_setValue_fromArray_setNeedsUpdate(e,t){this.resolvedProperty.fromArray(e,t),this.targetObject.needsUpdate=!0}_setValue_fromArray_setMatrixWorldNeedsUpdate(e,t){this.resolvedProperty.fromArray(e,t),this.targetObject.matrixWorldNeedsUpdate=!0}_getValue_unbound(e,t){this.bind(),this.getValue(e,t)}_setValue_unbound(e,t){this.bind(),this.setValue(e,t)}bind(){let t=this.node,n=this.parsedPath,r=n.objectName,i=n.propertyName,a=n.propertyIndex;if(t||(t=e.findNode(this.rootNode,n.nodeName),this.node=t),this.getValue=this._getValue_unavailable,this.setValue=this._setValue_unavailable,!t){h_(`PropertyBinding: No target node found for track: `+this.path+`.`);return}if(r){let e=n.objectIndex;switch(r){case`materials`:if(!t.material){g_(`PropertyBinding: Can not bind to material as node does not have a material.`,this);return}if(!t.material.materials){g_(`PropertyBinding: Can not bind to material.materials as node.material does not have a materials array.`,this);return}t=t.material.materials;break;case`bones`:if(!t.skeleton){g_(`PropertyBinding: Can not bind to bones as node does not have a skeleton.`,this);return}t=t.skeleton.bones;for(let n=0;n<t.length;n++)if(t[n].name===e){e=n;break}break;case`map`:if(`map`in t){t=t.map;break}if(!t.material){g_(`PropertyBinding: Can not bind to material as node does not have a material.`,this);return}if(!t.material.map){g_(`PropertyBinding: Can not bind to material.map as node.material does not have a map.`,this);return}t=t.material.map;break;default:if(t[r]===void 0){g_(`PropertyBinding: Can not bind to objectName of node undefined.`,this);return}t=t[r]}if(e!==void 0){if(t[e]===void 0){g_(`PropertyBinding: Trying to bind to objectIndex of objectName, but is undefined.`,this,t);return}t=t[e]}}let o=t[i];if(o===void 0){let e=n.nodeName;g_(`PropertyBinding: Trying to update property for track: `+e+`.`+i+` but it wasn't found.`,t);return}let s=this.Versioning.None;this.targetObject=t,t.isMaterial===!0?s=this.Versioning.NeedsUpdate:t.isObject3D===!0&&(s=this.Versioning.MatrixWorldNeedsUpdate);let c=this.BindingType.Direct;if(a!==void 0){if(i===`morphTargetInfluences`){if(!t.geometry){g_(`PropertyBinding: Can not bind to morphTargetInfluences because node does not have a geometry.`,this);return}if(!t.geometry.morphAttributes){g_(`PropertyBinding: Can not bind to morphTargetInfluences because node does not have a geometry.morphAttributes.`,this);return}t.morphTargetDictionary[a]!==void 0&&(a=t.morphTargetDictionary[a])}c=this.BindingType.ArrayElement,this.resolvedProperty=o,this.propertyIndex=a}else o.fromArray!==void 0&&o.toArray!==void 0?(c=this.BindingType.HasFromToArray,this.resolvedProperty=o):Array.isArray(o)?(c=this.BindingType.EntireArray,this.resolvedProperty=o):this.propertyName=i;this.getValue=this.GetterByBindingType[c],this.setValue=this.SetterByBindingTypeAndVersioning[c][s]}unbind(){this.node=null,this.getValue=this._getValue_unbound,this.setValue=this._setValue_unbound}};qx.Composite=Kx,qx.prototype.BindingType={Direct:0,EntireArray:1,ArrayElement:2,HasFromToArray:3},qx.prototype.Versioning={None:0,NeedsUpdate:1,MatrixWorldNeedsUpdate:2},qx.prototype.GetterByBindingType=[qx.prototype._getValue_direct,qx.prototype._getValue_array,qx.prototype._getValue_arrayElement,qx.prototype._getValue_toArray],qx.prototype.SetterByBindingTypeAndVersioning=[[qx.prototype._setValue_direct,qx.prototype._setValue_direct_setNeedsUpdate,qx.prototype._setValue_direct_setMatrixWorldNeedsUpdate],[qx.prototype._setValue_array,qx.prototype._setValue_array_setNeedsUpdate,qx.prototype._setValue_array_setMatrixWorldNeedsUpdate],[qx.prototype._setValue_arrayElement,qx.prototype._setValue_arrayElement_setNeedsUpdate,qx.prototype._setValue_arrayElement_setMatrixWorldNeedsUpdate],[qx.prototype._setValue_fromArray,qx.prototype._setValue_fromArray_setNeedsUpdate,qx.prototype._setValue_fromArray_setMatrixWorldNeedsUpdate]];var Jx=new rv,Yx=class{constructor(e,t,n=0,r=1/0){this.ray=new Gy(e,t),this.near=n,this.far=r,this.camera=null,this.layers=new mv,this.params={Mesh:{},Line:{threshold:1},LOD:{},Points:{threshold:1},Sprite:{}}}set(e,t){this.ray.set(e,t)}setFromCamera(e,t){t.isPerspectiveCamera?(this.ray.origin.setFromMatrixPosition(t.matrixWorld),this.ray.direction.set(e.x,e.y,.5).unproject(t).sub(this.ray.origin).normalize(),this.camera=t):t.isOrthographicCamera?(this.ray.origin.set(e.x,e.y,t.projectionMatrix.elements[14]).unproject(t),this.ray.direction.set(0,0,-1).transformDirection(t.matrixWorld),this.camera=t):g_(`Raycaster: Unsupported camera type: `+t.type)}setFromXRController(e){return Jx.identity().extractRotation(e.matrixWorld),this.ray.origin.setFromMatrixPosition(e.matrixWorld),this.ray.direction.set(0,0,-1).applyMatrix4(Jx),this}intersectObject(e,t=!0,n=[]){return Zx(e,this,n,t),n.sort(Xx),n}intersectObjects(e,t=!0,n=[]){for(let r=0,i=e.length;r<i;r++)Zx(e[r],this,n,t);return n.sort(Xx),n}};function Xx(e,t){return e.distance-t.distance}function Zx(e,t,n,r){let i=!0;if(e.layers.test(t.layers)&&e.raycast(t,n)===!1&&(i=!1),i===!0&&r===!0){let r=e.children;for(let e=0,i=r.length;e<i;e++)Zx(r[e],t,n,!0)}}(class{static{this.prototype.isMatrix2=!0}constructor(e,t,n,r){this.elements=[1,0,0,1],e!==void 0&&this.set(e,t,n,r)}identity(){return this.set(1,0,0,1),this}fromArray(e,t=0){for(let n=0;n<4;n++)this.elements[n]=e[n+t];return this}set(e,t,n,r){let i=this.elements;return i[0]=e,i[2]=t,i[1]=n,i[3]=r,this}});function Qx(e,t,n,r){let i=$x(r);switch(n){case tg:return e*t;case og:return e*t/i.components*i.byteLength;case sg:return e*t/i.components*i.byteLength;case cg:return e*t*2/i.components*i.byteLength;case lg:return e*t*2/i.components*i.byteLength;case ng:return e*t*3/i.components*i.byteLength;case rg:return e*t*4/i.components*i.byteLength;case ug:return e*t*4/i.components*i.byteLength;case dg:case fg:return Math.floor((e+3)/4)*Math.floor((t+3)/4)*8;case pg:case mg:return Math.floor((e+3)/4)*Math.floor((t+3)/4)*16;case gg:case vg:return Math.max(e,16)*Math.max(t,8)/4;case hg:case _g:return Math.max(e,8)*Math.max(t,8)/2;case yg:case bg:case Sg:case Cg:return Math.floor((e+3)/4)*Math.floor((t+3)/4)*8;case xg:case wg:case Tg:return Math.floor((e+3)/4)*Math.floor((t+3)/4)*16;case Eg:return Math.floor((e+3)/4)*Math.floor((t+3)/4)*16;case Dg:return Math.floor((e+4)/5)*Math.floor((t+3)/4)*16;case Og:return Math.floor((e+4)/5)*Math.floor((t+4)/5)*16;case kg:return Math.floor((e+5)/6)*Math.floor((t+4)/5)*16;case Ag:return Math.floor((e+5)/6)*Math.floor((t+5)/6)*16;case jg:return Math.floor((e+7)/8)*Math.floor((t+4)/5)*16;case Mg:return Math.floor((e+7)/8)*Math.floor((t+5)/6)*16;case Ng:return Math.floor((e+7)/8)*Math.floor((t+7)/8)*16;case Pg:return Math.floor((e+9)/10)*Math.floor((t+4)/5)*16;case Fg:return Math.floor((e+9)/10)*Math.floor((t+5)/6)*16;case Ig:return Math.floor((e+9)/10)*Math.floor((t+7)/8)*16;case Lg:return Math.floor((e+9)/10)*Math.floor((t+9)/10)*16;case Rg:return Math.floor((e+11)/12)*Math.floor((t+9)/10)*16;case zg:return Math.floor((e+11)/12)*Math.floor((t+11)/12)*16;case Bg:case Vg:case Hg:return Math.ceil(e/4)*Math.ceil(t/4)*16;case Ug:case Wg:return Math.ceil(e/4)*Math.ceil(t/4)*8;case Gg:case Kg:return Math.ceil(e/4)*Math.ceil(t/4)*16}throw Error(`Unable to determine texture byte length for ${n} format.`)}function $x(e){switch(e){case Hh:case Uh:return{byteLength:1,components:1};case Gh:case Wh:case Yh:return{byteLength:2,components:1};case Xh:case Zh:return{byteLength:2,components:4};case qh:case Kh:case Jh:return{byteLength:4,components:1};case $h:case eg:return{byteLength:4,components:3}}throw Error(`THREE.TextureUtils: Unknown texture type ${e}.`)}typeof __THREE_DEVTOOLS__<`u`&&__THREE_DEVTOOLS__.dispatchEvent(new CustomEvent(`register`,{detail:{revision:`187`}})),typeof window<`u`&&(window.__THREE__?h_(`WARNING: Multiple instances of Three.js being imported.`):window.__THREE__=`187`);function eS(){let e=null,t=!1,n=null,r=null;function i(t,a){r=e.requestAnimationFrame(i),n(t,a)}return{start:function(){t!==!0&&n!==null&&e!==null&&(r=e.requestAnimationFrame(i),t=!0)},stop:function(){e!==null&&e.cancelAnimationFrame(r),t=!1},setAnimationLoop:function(e){n=e},setContext:function(t){e=t}}}function tS(e){let t=new WeakMap;function n(t,n){let r=t.array,i=t.usage,a=r.byteLength,o=e.createBuffer();e.bindBuffer(n,o),e.bufferData(n,r,i),t.onUploadCallback();let s;if(r instanceof Float32Array)s=e.FLOAT;else if(typeof Float16Array<`u`&&r instanceof Float16Array)s=e.HALF_FLOAT;else if(r instanceof Uint16Array)s=t.isFloat16BufferAttribute?e.HALF_FLOAT:e.UNSIGNED_SHORT;else if(r instanceof Int16Array)s=e.SHORT;else if(r instanceof Uint32Array)s=e.UNSIGNED_INT;else if(r instanceof Int32Array)s=e.INT;else if(r instanceof Int8Array)s=e.BYTE;else if(r instanceof Uint8Array)s=e.UNSIGNED_BYTE;else if(r instanceof Uint8ClampedArray)s=e.UNSIGNED_BYTE;else throw Error(`THREE.WebGLAttributes: Unsupported buffer data format: `+r);return{buffer:o,type:s,bytesPerElement:r.BYTES_PER_ELEMENT,version:t.version,size:a}}function r(t,n,r){let i=n.array,a=n.updateRanges;if(e.bindBuffer(r,t),a.length===0)e.bufferSubData(r,0,i);else{a.sort((e,t)=>e.start-t.start);let t=0;for(let e=1;e<a.length;e++){let n=a[t],r=a[e];r.start<=n.start+n.count+1?n.count=Math.max(n.count,r.start+r.count-n.start):(++t,a[t]=r)}a.length=t+1;for(let t=0,n=a.length;t<n;t++){let n=a[t];e.bufferSubData(r,n.start*i.BYTES_PER_ELEMENT,i,n.start,n.count)}n.clearUpdateRanges()}n.onUploadCallback()}function i(e){return e.isInterleavedBufferAttribute&&(e=e.data),t.get(e)}function a(n){n.isInterleavedBufferAttribute&&(n=n.data);let r=t.get(n);r&&(e.deleteBuffer(r.buffer),t.delete(n))}function o(e,i){if(e.isInterleavedBufferAttribute&&(e=e.data),e.isGLBufferAttribute){let n=t.get(e);(!n||n.version<e.version)&&t.set(e,{buffer:e.buffer,type:e.type,bytesPerElement:e.elementSize,version:e.version});return}let a=t.get(e);if(a===void 0)t.set(e,n(e,i));else if(a.version<e.version){if(a.size!==e.array.byteLength)throw Error(`THREE.WebGLAttributes: The size of the buffer attribute's array buffer does not match the original size. Resizing buffer attributes is not supported.`);r(a.buffer,e,i),a.version=e.version}}return{get:i,remove:a,update:o}}var nS={alphahash_fragment:`#ifdef USE_ALPHAHASH
	if ( diffuseColor.a < getAlphaHashThreshold( vPosition ) ) discard;
#endif`,alphahash_pars_fragment:`#ifdef USE_ALPHAHASH
	const float ALPHA_HASH_SCALE = 0.05;
	float hash2D( vec2 value ) {
		return fract( 1.0e4 * sin( 17.0 * value.x + 0.1 * value.y ) * ( 0.1 + abs( sin( 13.0 * value.y + value.x ) ) ) );
	}
	float hash3D( vec3 value ) {
		return hash2D( vec2( hash2D( value.xy ), value.z ) );
	}
	float getAlphaHashThreshold( vec3 position ) {
		float maxDeriv = max(
			length( dFdx( position.xyz ) ),
			length( dFdy( position.xyz ) )
		);
		float pixScale = 1.0 / ( ALPHA_HASH_SCALE * maxDeriv );
		vec2 pixScales = vec2(
			exp2( floor( log2( pixScale ) ) ),
			exp2( ceil( log2( pixScale ) ) )
		);
		vec2 alpha = vec2(
			hash3D( floor( pixScales.x * position.xyz ) ),
			hash3D( floor( pixScales.y * position.xyz ) )
		);
		float lerpFactor = fract( log2( pixScale ) );
		float x = ( 1.0 - lerpFactor ) * alpha.x + lerpFactor * alpha.y;
		float a = min( lerpFactor, 1.0 - lerpFactor );
		vec3 cases = vec3(
			x * x / ( 2.0 * a * ( 1.0 - a ) ),
			( x - 0.5 * a ) / ( 1.0 - a ),
			1.0 - ( ( 1.0 - x ) * ( 1.0 - x ) / ( 2.0 * a * ( 1.0 - a ) ) )
		);
		float threshold = ( x < ( 1.0 - a ) )
			? ( ( x < a ) ? cases.x : cases.y )
			: cases.z;
		return clamp( threshold , 1.0e-6, 1.0 );
	}
#endif`,alphamap_fragment:`#ifdef USE_ALPHAMAP
	diffuseColor.a *= texture2D( alphaMap, vAlphaMapUv ).g;
#endif`,alphamap_pars_fragment:`#ifdef USE_ALPHAMAP
	uniform sampler2D alphaMap;
#endif`,alphatest_fragment:`#ifdef USE_ALPHATEST
	#ifdef ALPHA_TO_COVERAGE
	diffuseColor.a = smoothstep( alphaTest, alphaTest + fwidth( diffuseColor.a ), diffuseColor.a );
	if ( diffuseColor.a == 0.0 ) discard;
	#else
	if ( diffuseColor.a < alphaTest ) discard;
	#endif
#endif`,alphatest_pars_fragment:`#ifdef USE_ALPHATEST
	uniform float alphaTest;
#endif`,aomap_fragment:`#ifdef USE_AOMAP
	float ambientOcclusion = ( texture2D( aoMap, vAoMapUv ).r - 1.0 ) * aoMapIntensity + 1.0;
	reflectedLight.indirectDiffuse *= ambientOcclusion;
	#if defined( USE_CLEARCOAT ) 
		clearcoatSpecularIndirect *= ambientOcclusion;
	#endif
	#if defined( USE_SHEEN ) 
		sheenSpecularIndirect *= ambientOcclusion;
	#endif
	#if defined( USE_ENVMAP ) && defined( STANDARD )
		float dotNV = saturate( dot( geometryNormal, geometryViewDir ) );
		reflectedLight.indirectSpecular *= computeSpecularOcclusion( dotNV, ambientOcclusion, material.roughness );
	#endif
#endif`,aomap_pars_fragment:`#ifdef USE_AOMAP
	uniform sampler2D aoMap;
	uniform float aoMapIntensity;
#endif`,batching_pars_vertex:`#ifdef USE_BATCHING
	#if ! defined( GL_ANGLE_multi_draw )
	#define gl_DrawID _gl_DrawID
	uniform int _gl_DrawID;
	#endif
	uniform highp sampler2D batchingTexture;
	uniform highp usampler2D batchingIdTexture;
	mat4 getBatchingMatrix( const in float i ) {
		int size = textureSize( batchingTexture, 0 ).x;
		int j = int( i ) * 4;
		int x = j % size;
		int y = j / size;
		vec4 v1 = texelFetch( batchingTexture, ivec2( x, y ), 0 );
		vec4 v2 = texelFetch( batchingTexture, ivec2( x + 1, y ), 0 );
		vec4 v3 = texelFetch( batchingTexture, ivec2( x + 2, y ), 0 );
		vec4 v4 = texelFetch( batchingTexture, ivec2( x + 3, y ), 0 );
		return mat4( v1, v2, v3, v4 );
	}
	float getIndirectIndex( const in int i ) {
		int size = textureSize( batchingIdTexture, 0 ).x;
		int x = i % size;
		int y = i / size;
		return float( texelFetch( batchingIdTexture, ivec2( x, y ), 0 ).r );
	}
#endif
#ifdef USE_BATCHING_COLOR
	uniform sampler2D batchingColorTexture;
	vec4 getBatchingColor( const in float i ) {
		int size = textureSize( batchingColorTexture, 0 ).x;
		int j = int( i );
		int x = j % size;
		int y = j / size;
		return texelFetch( batchingColorTexture, ivec2( x, y ), 0 );
	}
#endif`,batching_vertex:`#ifdef USE_BATCHING
	mat4 batchingMatrix = getBatchingMatrix( getIndirectIndex( gl_DrawID ) );
#endif`,begin_vertex:`vec3 transformed = vec3( position );
#ifdef USE_ALPHAHASH
	vPosition = vec3( position );
#endif`,beginnormal_vertex:`vec3 objectNormal = vec3( normal );
#ifdef USE_TANGENT
	vec3 objectTangent = vec3( tangent.xyz );
#endif`,bsdfs:`float G_BlinnPhong_Implicit( ) {
	return 0.25;
}
float D_BlinnPhong( const in float shininess, const in float dotNH ) {
	return RECIPROCAL_PI * ( shininess * 0.5 + 1.0 ) * pow( dotNH, shininess );
}
vec3 BRDF_BlinnPhong( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, const in vec3 specularColor, const in float shininess ) {
	vec3 halfDir = normalize( lightDir + viewDir );
	float dotNH = saturate( dot( normal, halfDir ) );
	float dotVH = saturate( dot( viewDir, halfDir ) );
	vec3 F = F_Schlick( specularColor, 1.0, dotVH );
	float G = G_BlinnPhong_Implicit( );
	float D = D_BlinnPhong( shininess, dotNH );
	return F * ( G * D );
} // validated`,iridescence_fragment:`#ifdef USE_IRIDESCENCE
	const mat3 XYZ_TO_REC709 = mat3(
		 3.2404542, -0.9692660,  0.0556434,
		-1.5371385,  1.8760108, -0.2040259,
		-0.4985314,  0.0415560,  1.0572252
	);
	vec3 Fresnel0ToIor( vec3 fresnel0 ) {
		vec3 sqrtF0 = sqrt( fresnel0 );
		return ( vec3( 1.0 ) + sqrtF0 ) / ( vec3( 1.0 ) - sqrtF0 );
	}
	vec3 IorToFresnel0( vec3 transmittedIor, float incidentIor ) {
		return pow2( ( transmittedIor - vec3( incidentIor ) ) / ( transmittedIor + vec3( incidentIor ) ) );
	}
	float IorToFresnel0( float transmittedIor, float incidentIor ) {
		return pow2( ( transmittedIor - incidentIor ) / ( transmittedIor + incidentIor ));
	}
	vec3 evalSensitivity( float OPD, vec3 shift ) {
		float phase = 2.0 * PI * OPD * 1.0e-9;
		vec3 val = vec3( 5.4856e-13, 4.4201e-13, 5.2481e-13 );
		vec3 pos = vec3( 1.6810e+06, 1.7953e+06, 2.2084e+06 );
		vec3 var = vec3( 4.3278e+09, 9.3046e+09, 6.6121e+09 );
		vec3 xyz = val * sqrt( 2.0 * PI * var ) * cos( pos * phase + shift ) * exp( - pow2( phase ) * var );
		xyz.x += 9.7470e-14 * sqrt( 2.0 * PI * 4.5282e+09 ) * cos( 2.2399e+06 * phase + shift[ 0 ] ) * exp( - 4.5282e+09 * pow2( phase ) );
		xyz /= 1.0685e-7;
		vec3 rgb = XYZ_TO_REC709 * xyz;
		return rgb;
	}
	vec3 evalIridescence( float outsideIOR, float eta2, float cosTheta1, float thinFilmThickness, vec3 baseF0 ) {
		vec3 I;
		float iridescenceIOR = mix( outsideIOR, eta2, smoothstep( 0.0, 0.03, thinFilmThickness ) );
		float sinTheta2Sq = pow2( outsideIOR / iridescenceIOR ) * ( 1.0 - pow2( cosTheta1 ) );
		float cosTheta2Sq = 1.0 - sinTheta2Sq;
		if ( cosTheta2Sq < 0.0 ) {
			return vec3( 1.0 );
		}
		float cosTheta2 = sqrt( cosTheta2Sq );
		float R0 = IorToFresnel0( iridescenceIOR, outsideIOR );
		float R12 = F_Schlick( R0, 1.0, cosTheta1 );
		float T121 = 1.0 - R12;
		float phi12 = 0.0;
		if ( iridescenceIOR < outsideIOR ) phi12 = PI;
		float phi21 = PI - phi12;
		vec3 baseIOR = Fresnel0ToIor( clamp( baseF0, 0.0, 0.9999 ) );		vec3 R1 = IorToFresnel0( baseIOR, iridescenceIOR );
		vec3 R23 = F_Schlick( R1, 1.0, cosTheta2 );
		vec3 phi23 = vec3( 0.0 );
		if ( baseIOR[ 0 ] < iridescenceIOR ) phi23[ 0 ] = PI;
		if ( baseIOR[ 1 ] < iridescenceIOR ) phi23[ 1 ] = PI;
		if ( baseIOR[ 2 ] < iridescenceIOR ) phi23[ 2 ] = PI;
		float OPD = 2.0 * iridescenceIOR * thinFilmThickness * cosTheta2;
		vec3 phi = vec3( phi21 ) + phi23;
		vec3 R123 = clamp( R12 * R23, 1e-5, 0.9999 );
		vec3 r123 = sqrt( R123 );
		vec3 Rs = pow2( T121 ) * R23 / ( vec3( 1.0 ) - R123 );
		vec3 C0 = R12 + Rs;
		I = C0;
		vec3 Cm = Rs - T121;
		for ( int m = 1; m <= 2; ++ m ) {
			Cm *= r123;
			vec3 Sm = 2.0 * evalSensitivity( float( m ) * OPD, float( m ) * phi );
			I += Cm * Sm;
		}
		return max( I, vec3( 0.0 ) );
	}
#endif`,bumpmap_pars_fragment:`#ifdef USE_BUMPMAP
	uniform sampler2D bumpMap;
	uniform float bumpScale;
	vec2 dHdxy_fwd() {
		vec2 dSTdx = dFdx( vBumpMapUv );
		vec2 dSTdy = dFdy( vBumpMapUv );
		float Hll = bumpScale * texture2D( bumpMap, vBumpMapUv ).x;
		float dBx = bumpScale * texture2D( bumpMap, vBumpMapUv + dSTdx ).x - Hll;
		float dBy = bumpScale * texture2D( bumpMap, vBumpMapUv + dSTdy ).x - Hll;
		return vec2( dBx, dBy );
	}
	vec3 perturbNormalArb( vec3 surf_pos, vec3 surf_norm, vec2 dHdxy, float faceDirection ) {
		vec3 vSigmaX = normalize( dFdx( surf_pos.xyz ) );
		vec3 vSigmaY = normalize( dFdy( surf_pos.xyz ) );
		vec3 vN = surf_norm;
		vec3 R1 = cross( vSigmaY, vN );
		vec3 R2 = cross( vN, vSigmaX );
		float fDet = dot( vSigmaX, R1 ) * faceDirection;
		vec3 vGrad = sign( fDet ) * ( dHdxy.x * R1 + dHdxy.y * R2 );
		return normalize( abs( fDet ) * surf_norm - vGrad );
	}
#endif`,clipping_planes_fragment:`#if NUM_CLIPPING_PLANES > 0
	vec4 plane;
	#ifdef ALPHA_TO_COVERAGE
		float distanceToPlane, distanceGradient;
		float clipOpacity = 1.0;
		#pragma unroll_loop_start
		for ( int i = 0; i < UNION_CLIPPING_PLANES; i ++ ) {
			plane = clippingPlanes[ i ];
			distanceToPlane = - dot( vClipPosition, plane.xyz ) + plane.w;
			distanceGradient = fwidth( distanceToPlane ) / 2.0;
			clipOpacity *= smoothstep( - distanceGradient, distanceGradient, distanceToPlane );
			if ( clipOpacity == 0.0 ) discard;
		}
		#pragma unroll_loop_end
		#if UNION_CLIPPING_PLANES < NUM_CLIPPING_PLANES
			float unionClipOpacity = 1.0;
			#pragma unroll_loop_start
			for ( int i = UNION_CLIPPING_PLANES; i < NUM_CLIPPING_PLANES; i ++ ) {
				plane = clippingPlanes[ i ];
				distanceToPlane = - dot( vClipPosition, plane.xyz ) + plane.w;
				distanceGradient = fwidth( distanceToPlane ) / 2.0;
				unionClipOpacity *= 1.0 - smoothstep( - distanceGradient, distanceGradient, distanceToPlane );
			}
			#pragma unroll_loop_end
			clipOpacity *= 1.0 - unionClipOpacity;
		#endif
		diffuseColor.a *= clipOpacity;
		if ( diffuseColor.a == 0.0 ) discard;
	#else
		#pragma unroll_loop_start
		for ( int i = 0; i < UNION_CLIPPING_PLANES; i ++ ) {
			plane = clippingPlanes[ i ];
			if ( dot( vClipPosition, plane.xyz ) > plane.w ) discard;
		}
		#pragma unroll_loop_end
		#if UNION_CLIPPING_PLANES < NUM_CLIPPING_PLANES
			bool clipped = true;
			#pragma unroll_loop_start
			for ( int i = UNION_CLIPPING_PLANES; i < NUM_CLIPPING_PLANES; i ++ ) {
				plane = clippingPlanes[ i ];
				clipped = ( dot( vClipPosition, plane.xyz ) > plane.w ) && clipped;
			}
			#pragma unroll_loop_end
			if ( clipped ) discard;
		#endif
	#endif
#endif`,clipping_planes_pars_fragment:`#if NUM_CLIPPING_PLANES > 0
	varying vec3 vClipPosition;
	uniform vec4 clippingPlanes[ NUM_CLIPPING_PLANES ];
#endif`,clipping_planes_pars_vertex:`#if NUM_CLIPPING_PLANES > 0
	varying vec3 vClipPosition;
#endif`,clipping_planes_vertex:`#if NUM_CLIPPING_PLANES > 0
	vClipPosition = - mvPosition.xyz;
#endif`,color_fragment:`#if defined( USE_COLOR ) || defined( USE_COLOR_ALPHA )
	diffuseColor *= vColor;
#endif`,color_pars_fragment:`#if defined( USE_COLOR ) || defined( USE_COLOR_ALPHA )
	varying vec4 vColor;
#endif`,color_pars_vertex:`#if defined( USE_COLOR ) || defined( USE_COLOR_ALPHA ) || defined( USE_INSTANCING_COLOR ) || defined( USE_BATCHING_COLOR )
	varying vec4 vColor;
#endif`,color_vertex:`#if defined( USE_COLOR ) || defined( USE_COLOR_ALPHA ) || defined( USE_INSTANCING_COLOR ) || defined( USE_BATCHING_COLOR )
	vColor = vec4( 1.0 );
#endif
#ifdef USE_COLOR_ALPHA
	vColor *= color;
#elif defined( USE_COLOR )
	vColor.rgb *= color;
#endif
#ifdef USE_INSTANCING_COLOR
	vColor.rgb *= instanceColor.rgb;
#endif
#ifdef USE_BATCHING_COLOR
	vColor *= getBatchingColor( getIndirectIndex( gl_DrawID ) );
#endif`,common:`#define PI 3.141592653589793
#define PI2 6.283185307179586
#define PI_HALF 1.5707963267948966
#define RECIPROCAL_PI 0.3183098861837907
#define RECIPROCAL_PI2 0.15915494309189535
#define EPSILON 1e-6
#ifndef saturate
#define saturate( a ) clamp( a, 0.0, 1.0 )
#endif
#define whiteComplement( a ) ( 1.0 - saturate( a ) )
float pow2( const in float x ) { return x*x; }
vec3 pow2( const in vec3 x ) { return x*x; }
float pow3( const in float x ) { return x*x*x; }
float pow4( const in float x ) { float x2 = x*x; return x2*x2; }
float max3( const in vec3 v ) { return max( max( v.x, v.y ), v.z ); }
float average( const in vec3 v ) { return dot( v, vec3( 0.3333333 ) ); }
highp float rand( const in vec2 uv ) {
	const highp float a = 12.9898, b = 78.233, c = 43758.5453;
	highp float dt = dot( uv.xy, vec2( a,b ) ), sn = mod( dt, PI );
	return fract( sin( sn ) * c );
}
#ifdef HIGH_PRECISION
	float precisionSafeLength( vec3 v ) { return length( v ); }
#else
	float precisionSafeLength( vec3 v ) {
		float maxComponent = max3( abs( v ) );
		return length( v / maxComponent ) * maxComponent;
	}
#endif
struct IncidentLight {
	vec3 color;
	vec3 direction;
	bool visible;
};
struct ReflectedLight {
	vec3 directDiffuse;
	vec3 directSpecular;
	vec3 indirectDiffuse;
	vec3 indirectSpecular;
};
#ifdef USE_ALPHAHASH
	varying vec3 vPosition;
#endif
vec3 transformDirection( in vec3 dir, in mat4 matrix ) {
	return normalize( ( matrix * vec4( dir, 0.0 ) ).xyz );
}
#define inverseTransformDirection transformDirectionByInverseViewMatrix
vec3 transformNormalByInverseViewMatrix( in vec3 normal, in mat4 viewMatrix ) {
	return normalize( ( vec4( normal, 0.0 ) * viewMatrix ).xyz );
}
vec3 transformDirectionByInverseViewMatrix( in vec3 dir, in mat4 viewMatrix ) {
	return normalize( ( vec4( dir, 0.0 ) * viewMatrix ).xyz );
}
bool isPerspectiveMatrix( mat4 m ) {
	return m[ 2 ][ 3 ] == - 1.0;
}
vec2 equirectUv( in vec3 dir ) {
	float u = atan( dir.z, dir.x ) * RECIPROCAL_PI2 + 0.5;
	float v = asin( clamp( dir.y, - 1.0, 1.0 ) ) * RECIPROCAL_PI + 0.5;
	return vec2( u, v );
}
vec3 BRDF_Lambert( const in vec3 diffuseColor ) {
	return RECIPROCAL_PI * diffuseColor;
}
vec3 F_Schlick( const in vec3 f0, const in float f90, const in float dotVH ) {
	float fresnel = exp2( ( - 5.55473 * dotVH - 6.98316 ) * dotVH );
	return f0 * ( 1.0 - fresnel ) + ( f90 * fresnel );
}
float F_Schlick( const in float f0, const in float f90, const in float dotVH ) {
	float fresnel = exp2( ( - 5.55473 * dotVH - 6.98316 ) * dotVH );
	return f0 * ( 1.0 - fresnel ) + ( f90 * fresnel );
} // validated`,defaultnormal_vertex:`vec3 transformedNormal = objectNormal;
#ifdef USE_TANGENT
	vec3 transformedTangent = objectTangent;
#endif
#ifdef USE_BATCHING
	mat3 bm = mat3( batchingMatrix );
	transformedNormal /= vec3( dot( bm[ 0 ], bm[ 0 ] ), dot( bm[ 1 ], bm[ 1 ] ), dot( bm[ 2 ], bm[ 2 ] ) );
	transformedNormal = bm * transformedNormal;
	#ifdef USE_TANGENT
		transformedTangent = bm * transformedTangent;
	#endif
#endif
#ifdef USE_INSTANCING
	mat3 im = mat3( instanceMatrix );
	transformedNormal /= vec3( dot( im[ 0 ], im[ 0 ] ), dot( im[ 1 ], im[ 1 ] ), dot( im[ 2 ], im[ 2 ] ) );
	transformedNormal = im * transformedNormal;
	#ifdef USE_TANGENT
		transformedTangent = im * transformedTangent;
	#endif
#endif
transformedNormal = normalMatrix * transformedNormal;
#ifdef FLIP_SIDED
	transformedNormal = - transformedNormal;
#endif
#ifdef USE_TANGENT
	transformedTangent = ( modelViewMatrix * vec4( transformedTangent, 0.0 ) ).xyz;
#endif`,displacementmap_pars_vertex:`#ifdef USE_DISPLACEMENTMAP
	uniform sampler2D displacementMap;
	uniform float displacementScale;
	uniform float displacementBias;
#endif`,displacementmap_vertex:`#ifdef USE_DISPLACEMENTMAP
	transformed += normalize( objectNormal ) * ( texture2D( displacementMap, vDisplacementMapUv ).x * displacementScale + displacementBias );
#endif`,emissivemap_fragment:`#ifdef USE_EMISSIVEMAP
	vec4 emissiveColor = texture2D( emissiveMap, vEmissiveMapUv );
	#ifdef DECODE_VIDEO_TEXTURE_EMISSIVE
		emissiveColor = sRGBTransferEOTF( emissiveColor );
	#endif
	totalEmissiveRadiance *= emissiveColor.rgb;
#endif`,emissivemap_pars_fragment:`#ifdef USE_EMISSIVEMAP
	uniform sampler2D emissiveMap;
#endif`,colorspace_fragment:`gl_FragColor = linearToOutputTexel( gl_FragColor );`,colorspace_pars_fragment:`vec4 LinearTransferOETF( in vec4 value ) {
	return value;
}
vec4 sRGBTransferEOTF( in vec4 value ) {
	return vec4( mix( pow( value.rgb * 0.9478672986 + vec3( 0.0521327014 ), vec3( 2.4 ) ), value.rgb * 0.0773993808, vec3( lessThanEqual( value.rgb, vec3( 0.04045 ) ) ) ), value.a );
}
vec4 sRGBTransferOETF( in vec4 value ) {
	return vec4( mix( pow( value.rgb, vec3( 0.41666 ) ) * 1.055 - vec3( 0.055 ), value.rgb * 12.92, vec3( lessThanEqual( value.rgb, vec3( 0.0031308 ) ) ) ), value.a );
}`,envmap_fragment:`#ifdef USE_ENVMAP
	#ifdef ENV_WORLDPOS
		vec3 cameraToFrag;
		if ( isOrthographic ) {
			cameraToFrag = normalize( vec3( - viewMatrix[ 0 ][ 2 ], - viewMatrix[ 1 ][ 2 ], - viewMatrix[ 2 ][ 2 ] ) );
		} else {
			cameraToFrag = normalize( vWorldPosition - cameraPosition );
		}
		vec3 worldNormal = transformNormalByInverseViewMatrix( normal, viewMatrix );
		#ifdef ENVMAP_MODE_REFLECTION
			vec3 reflectVec = reflect( cameraToFrag, worldNormal );
		#else
			vec3 reflectVec = refract( cameraToFrag, worldNormal, refractionRatio );
		#endif
	#else
		vec3 reflectVec = vReflect;
	#endif
	#ifdef ENVMAP_TYPE_CUBE
		vec4 envColor = textureCube( envMap, envMapRotation * reflectVec );
		#ifdef ENVMAP_BLENDING_MULTIPLY
			outgoingLight = mix( outgoingLight, outgoingLight * envColor.xyz, specularStrength * reflectivity );
		#elif defined( ENVMAP_BLENDING_MIX )
			outgoingLight = mix( outgoingLight, envColor.xyz, specularStrength * reflectivity );
		#elif defined( ENVMAP_BLENDING_ADD )
			outgoingLight += envColor.xyz * specularStrength * reflectivity;
		#endif
	#endif
#endif`,envmap_common_pars_fragment:`#ifdef USE_ENVMAP
	uniform float envMapIntensity;
	uniform mat3 envMapRotation;
	uniform samplerCube envMap;
	#ifdef ENVMAP_TYPE_PMREM
		float roughnessToMip( const in float roughness ) {
			float r = clamp( roughness, 0.0, 1.0 );
			return ENVMAP_MAX_LOD * r * ( 2.0 - r );
		}
	#endif
#endif`,envmap_pars_fragment:`#ifdef USE_ENVMAP
	uniform float reflectivity;
	#if defined( USE_BUMPMAP ) || defined( USE_NORMALMAP ) || defined( PHONG ) || defined( LAMBERT )
		#define ENV_WORLDPOS
	#endif
	#ifdef ENV_WORLDPOS
		varying vec3 vWorldPosition;
		uniform float refractionRatio;
	#else
		varying vec3 vReflect;
	#endif
#endif`,envmap_pars_vertex:`#ifdef USE_ENVMAP
	#if defined( USE_BUMPMAP ) || defined( USE_NORMALMAP ) || defined( PHONG ) || defined( LAMBERT )
		#define ENV_WORLDPOS
	#endif
	#ifdef ENV_WORLDPOS
		
		varying vec3 vWorldPosition;
	#else
		varying vec3 vReflect;
		uniform float refractionRatio;
	#endif
#endif`,envmap_physical_pars_fragment:`#ifdef USE_ENVMAP
	vec3 getIBLIrradiance( const in vec3 normal ) {
		#ifdef ENVMAP_TYPE_PMREM
			vec3 worldNormal = transformNormalByInverseViewMatrix( normal, viewMatrix );
			vec4 envMapColor = textureLod( envMap, envMapRotation * worldNormal, ENVMAP_MAX_LOD );
			return PI * envMapColor.rgb * envMapIntensity;
		#else
			return vec3( 0.0 );
		#endif
	}
	vec3 getIBLRadiance( const in vec3 viewDir, const in vec3 normal, const in float roughness ) {
		#ifdef ENVMAP_TYPE_PMREM
			vec3 reflectVec = reflect( - viewDir, normal );
			reflectVec = normalize( mix( reflectVec, normal, pow4( roughness ) ) );
			reflectVec = transformDirectionByInverseViewMatrix( reflectVec, viewMatrix );
			vec4 envMapColor = textureLod( envMap, envMapRotation * reflectVec, roughnessToMip( roughness ) );
			return envMapColor.rgb * envMapIntensity;
		#else
			return vec3( 0.0 );
		#endif
	}
	#ifdef USE_RETROREFLECTION
		vec3 getIBLRetroRadiance( const in vec3 viewDir, const in vec3 normal, const in float roughness ) {
			#ifdef ENVMAP_TYPE_PMREM
				vec3 retroVec = normalize( mix( viewDir, normal, pow4( roughness ) ) );
				retroVec = transformDirectionByInverseViewMatrix( retroVec, viewMatrix );
				vec4 envMapColor = textureLod( envMap, envMapRotation * retroVec, roughnessToMip( roughness ) );
				return envMapColor.rgb * envMapIntensity;
			#else
				return vec3( 0.0 );
			#endif
		}
	#endif
	#ifdef USE_ANISOTROPY
		vec3 getIBLAnisotropyRadiance( const in vec3 viewDir, const in vec3 normal, const in float roughness, const in vec3 bitangent, const in float anisotropy ) {
			#ifdef ENVMAP_TYPE_PMREM
				vec3 bentNormal = cross( bitangent, viewDir );
				bentNormal = normalize( cross( bentNormal, bitangent ) );
				bentNormal = normalize( mix( bentNormal, normal, pow2( pow2( 1.0 - anisotropy * ( 1.0 - roughness ) ) ) ) );
				return getIBLRadiance( viewDir, bentNormal, roughness );
			#else
				return vec3( 0.0 );
			#endif
		}
		#ifdef USE_RETROREFLECTION
			vec3 getIBLAnisotropyRetroRadiance( const in vec3 viewDir, const in vec3 normal, const in float roughness, const in vec3 bitangent, const in float anisotropy ) {
				#ifdef ENVMAP_TYPE_PMREM
					vec3 bentNormal = cross( bitangent, viewDir );
					bentNormal = normalize( cross( bentNormal, bitangent ) );
					bentNormal = normalize( mix( bentNormal, normal, pow2( pow2( 1.0 - anisotropy * ( 1.0 - roughness ) ) ) ) );
					return getIBLRetroRadiance( viewDir, bentNormal, roughness );
				#else
					return vec3( 0.0 );
				#endif
			}
		#endif
	#endif
#endif`,envmap_vertex:`#ifdef USE_ENVMAP
	#ifdef ENV_WORLDPOS
		vWorldPosition = worldPosition.xyz;
	#else
		vec3 cameraToVertex;
		if ( isOrthographic ) {
			cameraToVertex = normalize( vec3( - viewMatrix[ 0 ][ 2 ], - viewMatrix[ 1 ][ 2 ], - viewMatrix[ 2 ][ 2 ] ) );
		} else {
			cameraToVertex = normalize( worldPosition.xyz - cameraPosition );
		}
		vec3 worldNormal = transformNormalByInverseViewMatrix( transformedNormal, viewMatrix );
		#ifdef ENVMAP_MODE_REFLECTION
			vReflect = reflect( cameraToVertex, worldNormal );
		#else
			vReflect = refract( cameraToVertex, worldNormal, refractionRatio );
		#endif
	#endif
#endif`,fog_vertex:`#ifdef USE_FOG
	vFogDepth = - mvPosition.z;
#endif`,fog_pars_vertex:`#ifdef USE_FOG
	varying float vFogDepth;
#endif`,fog_fragment:`#ifdef USE_FOG
	#ifdef FOG_EXP2
		float fogFactor = 1.0 - exp( - fogDensity * fogDensity * vFogDepth * vFogDepth );
	#else
		float fogFactor = smoothstep( fogNear, fogFar, vFogDepth );
	#endif
	gl_FragColor.rgb = mix( gl_FragColor.rgb, fogColor, fogFactor );
#endif`,fog_pars_fragment:`#ifdef USE_FOG
	uniform vec3 fogColor;
	varying float vFogDepth;
	#ifdef FOG_EXP2
		uniform float fogDensity;
	#else
		uniform float fogNear;
		uniform float fogFar;
	#endif
#endif`,gradientmap_pars_fragment:`#ifdef USE_GRADIENTMAP
	uniform sampler2D gradientMap;
#endif
vec3 getGradientIrradiance( vec3 normal, vec3 lightDirection ) {
	float dotNL = dot( normal, lightDirection );
	vec2 coord = vec2( dotNL * 0.5 + 0.5, 0.0 );
	#ifdef USE_GRADIENTMAP
		return vec3( texture2D( gradientMap, coord ).r );
	#else
		vec2 fw = fwidth( coord ) * 0.5;
		return mix( vec3( 0.7 ), vec3( 1.0 ), smoothstep( 0.7 - fw.x, 0.7 + fw.x, coord.x ) );
	#endif
}`,lightmap_pars_fragment:`#ifdef USE_LIGHTMAP
	uniform sampler2D lightMap;
	uniform float lightMapIntensity;
#endif`,lights_lambert_fragment:`LambertMaterial material;
material.diffuseColor = diffuseColor.rgb;
material.specularStrength = specularStrength;`,lights_lambert_pars_fragment:`varying vec3 vViewPosition;
struct LambertMaterial {
	vec3 diffuseColor;
	float specularStrength;
};
void RE_Direct_Lambert( const in IncidentLight directLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in LambertMaterial material, inout ReflectedLight reflectedLight ) {
	float dotNL = saturate( dot( geometryNormal, directLight.direction ) );
	vec3 irradiance = dotNL * directLight.color;
	reflectedLight.directDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
void RE_IndirectDiffuse_Lambert( const in vec3 irradiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in LambertMaterial material, inout ReflectedLight reflectedLight ) {
	reflectedLight.indirectDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
#define RE_Direct				RE_Direct_Lambert
#define RE_IndirectDiffuse		RE_IndirectDiffuse_Lambert`,lights_pars_begin:`uniform bool receiveShadow;
uniform vec3 ambientLightColor;
#if defined( USE_LIGHT_PROBES )
	uniform vec3 lightProbe[ 9 ];
#endif
vec3 shGetIrradianceAt( in vec3 normal, in vec3 shCoefficients[ 9 ] ) {
	float x = normal.x, y = normal.y, z = normal.z;
	vec3 result = shCoefficients[ 0 ] * 0.886227;
	result += shCoefficients[ 1 ] * 2.0 * 0.511664 * y;
	result += shCoefficients[ 2 ] * 2.0 * 0.511664 * z;
	result += shCoefficients[ 3 ] * 2.0 * 0.511664 * x;
	result += shCoefficients[ 4 ] * 2.0 * 0.429043 * x * y;
	result += shCoefficients[ 5 ] * 2.0 * 0.429043 * y * z;
	result += shCoefficients[ 6 ] * ( 0.743125 * z * z - 0.247708 );
	result += shCoefficients[ 7 ] * 2.0 * 0.429043 * x * z;
	result += shCoefficients[ 8 ] * 0.429043 * ( x * x - y * y );
	return result;
}
vec3 getLightProbeIrradiance( const in vec3 lightProbe[ 9 ], const in vec3 normal ) {
	vec3 worldNormal = transformNormalByInverseViewMatrix( normal, viewMatrix );
	vec3 irradiance = shGetIrradianceAt( worldNormal, lightProbe );
	return irradiance;
}
vec3 getAmbientLightIrradiance( const in vec3 ambientLightColor ) {
	vec3 irradiance = ambientLightColor;
	return irradiance;
}
float getDistanceAttenuation( const in float lightDistance, const in float cutoffDistance, const in float decayExponent ) {
	float distanceFalloff = 1.0 / max( pow( lightDistance, decayExponent ), 0.01 );
	if ( cutoffDistance > 0.0 ) {
		distanceFalloff *= pow2( saturate( 1.0 - pow4( lightDistance / cutoffDistance ) ) );
	}
	return distanceFalloff;
}
float getSpotAttenuation( const in float coneCosine, const in float penumbraCosine, const in float angleCosine ) {
	return smoothstep( coneCosine, penumbraCosine, angleCosine );
}
#if NUM_SUN_LIGHTS > 0
	struct SunLight {
		vec3 direction;
		vec3 color;
	};
	uniform SunLight sunLights[ NUM_SUN_LIGHTS ];
	void getSunLightInfo( const in SunLight sunLight, out IncidentLight light ) {
		light.color = sunLight.color;
		light.direction = sunLight.direction;
		light.visible = true;
	}
#endif
#if NUM_DIR_LIGHTS > 0
	struct DirectionalLight {
		vec3 direction;
		vec3 color;
	};
	uniform DirectionalLight directionalLights[ NUM_DIR_LIGHTS ];
	void getDirectionalLightInfo( const in DirectionalLight directionalLight, out IncidentLight light ) {
		light.color = directionalLight.color;
		light.direction = directionalLight.direction;
		light.visible = true;
	}
#endif
#if NUM_POINT_LIGHTS > 0
	struct PointLight {
		vec3 position;
		vec3 color;
		float distance;
		float decay;
	};
	uniform PointLight pointLights[ NUM_POINT_LIGHTS ];
	void getPointLightInfo( const in PointLight pointLight, const in vec3 geometryPosition, out IncidentLight light ) {
		vec3 lVector = pointLight.position - geometryPosition;
		light.direction = normalize( lVector );
		float lightDistance = length( lVector );
		light.color = pointLight.color;
		light.color *= getDistanceAttenuation( lightDistance, pointLight.distance, pointLight.decay );
		light.visible = ( light.color != vec3( 0.0 ) );
	}
#endif
#if NUM_SPOT_LIGHTS > 0
	struct SpotLight {
		vec3 position;
		vec3 direction;
		vec3 color;
		float distance;
		float decay;
		float coneCos;
		float penumbraCos;
	};
	uniform SpotLight spotLights[ NUM_SPOT_LIGHTS ];
	void getSpotLightInfo( const in SpotLight spotLight, const in vec3 geometryPosition, out IncidentLight light ) {
		vec3 lVector = spotLight.position - geometryPosition;
		light.direction = normalize( lVector );
		float angleCos = dot( light.direction, spotLight.direction );
		float spotAttenuation = getSpotAttenuation( spotLight.coneCos, spotLight.penumbraCos, angleCos );
		if ( spotAttenuation > 0.0 ) {
			float lightDistance = length( lVector );
			light.color = spotLight.color * spotAttenuation;
			light.color *= getDistanceAttenuation( lightDistance, spotLight.distance, spotLight.decay );
			light.visible = ( light.color != vec3( 0.0 ) );
		} else {
			light.color = vec3( 0.0 );
			light.visible = false;
		}
	}
#endif
#if NUM_RECT_AREA_LIGHTS > 0
	struct RectAreaLight {
		vec3 color;
		vec3 position;
		vec3 halfWidth;
		vec3 halfHeight;
	};
	uniform sampler2D ltc_1;	uniform sampler2D ltc_2;
	uniform RectAreaLight rectAreaLights[ NUM_RECT_AREA_LIGHTS ];
#endif
#if NUM_HEMI_LIGHTS > 0
	struct HemisphereLight {
		vec3 direction;
		vec3 skyColor;
		vec3 groundColor;
	};
	uniform HemisphereLight hemisphereLights[ NUM_HEMI_LIGHTS ];
	vec3 getHemisphereLightIrradiance( const in HemisphereLight hemiLight, const in vec3 normal ) {
		float dotNL = dot( normal, hemiLight.direction );
		float hemiDiffuseWeight = 0.5 * dotNL + 0.5;
		vec3 irradiance = mix( hemiLight.groundColor, hemiLight.skyColor, hemiDiffuseWeight );
		return irradiance;
	}
#endif
#include <lightprobes_pars_fragment>`,lights_toon_fragment:`ToonMaterial material;
material.diffuseColor = diffuseColor.rgb;`,lights_toon_pars_fragment:`varying vec3 vViewPosition;
struct ToonMaterial {
	vec3 diffuseColor;
};
void RE_Direct_Toon( const in IncidentLight directLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in ToonMaterial material, inout ReflectedLight reflectedLight ) {
	vec3 irradiance = getGradientIrradiance( geometryNormal, directLight.direction ) * directLight.color;
	reflectedLight.directDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
void RE_IndirectDiffuse_Toon( const in vec3 irradiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in ToonMaterial material, inout ReflectedLight reflectedLight ) {
	reflectedLight.indirectDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
#define RE_Direct				RE_Direct_Toon
#define RE_IndirectDiffuse		RE_IndirectDiffuse_Toon`,lights_phong_fragment:`BlinnPhongMaterial material;
material.diffuseColor = diffuseColor.rgb;
material.specularColor = specular;
material.specularShininess = shininess;
material.specularStrength = specularStrength;`,lights_phong_pars_fragment:`varying vec3 vViewPosition;
struct BlinnPhongMaterial {
	vec3 diffuseColor;
	vec3 specularColor;
	float specularShininess;
	float specularStrength;
};
void RE_Direct_BlinnPhong( const in IncidentLight directLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in BlinnPhongMaterial material, inout ReflectedLight reflectedLight ) {
	float dotNL = saturate( dot( geometryNormal, directLight.direction ) );
	vec3 irradiance = dotNL * directLight.color;
	reflectedLight.directDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
	reflectedLight.directSpecular += irradiance * BRDF_BlinnPhong( directLight.direction, geometryViewDir, geometryNormal, material.specularColor, material.specularShininess ) * material.specularStrength;
}
void RE_IndirectDiffuse_BlinnPhong( const in vec3 irradiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in BlinnPhongMaterial material, inout ReflectedLight reflectedLight ) {
	reflectedLight.indirectDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
#define RE_Direct				RE_Direct_BlinnPhong
#define RE_IndirectDiffuse		RE_IndirectDiffuse_BlinnPhong`,lights_physical_fragment:`PhysicalMaterial material;
material.diffuseColor = diffuseColor.rgb;
material.diffuseContribution = diffuseColor.rgb * ( 1.0 - metalnessFactor );
material.metalness = metalnessFactor;
vec3 dxy = max( abs( dFdx( nonPerturbedNormal ) ), abs( dFdy( nonPerturbedNormal ) ) );
float geometryRoughness = max( max( dxy.x, dxy.y ), dxy.z );
material.roughness = max( roughnessFactor, 0.045 );
material.roughness += geometryRoughness;
material.roughness = min( material.roughness, 1.0 );
#ifdef USE_DIFFUSE_ROUGHNESS
	float diffuseRoughnessFactor = diffuseRoughness;
	#ifdef USE_DIFFUSE_ROUGHNESSMAP
		diffuseRoughnessFactor *= texture2D( diffuseRoughnessMap, vDiffuseRoughnessMapUv ).r;
	#endif
	material.diffuseRoughness = saturate( diffuseRoughnessFactor );
#endif
#ifdef IOR
	material.ior = ior;
	#ifdef USE_SPECULAR
		float specularIntensityFactor = specularIntensity;
		vec3 specularColorFactor = specularColor;
		#ifdef USE_SPECULAR_COLORMAP
			specularColorFactor *= texture2D( specularColorMap, vSpecularColorMapUv ).rgb;
		#endif
		#ifdef USE_SPECULAR_INTENSITYMAP
			specularIntensityFactor *= texture2D( specularIntensityMap, vSpecularIntensityMapUv ).a;
		#endif
		material.specularF90 = mix( specularIntensityFactor, 1.0, metalnessFactor );
	#else
		float specularIntensityFactor = 1.0;
		vec3 specularColorFactor = vec3( 1.0 );
		material.specularF90 = 1.0;
	#endif
	material.specularColor = min( pow2( ( material.ior - 1.0 ) / ( material.ior + 1.0 ) ) * specularColorFactor, vec3( 1.0 ) ) * specularIntensityFactor;
	material.specularColorBlended = mix( material.specularColor, diffuseColor.rgb, metalnessFactor );
#else
	material.specularColor = vec3( 0.04 );
	material.specularColorBlended = mix( material.specularColor, diffuseColor.rgb, metalnessFactor );
	material.specularF90 = 1.0;
#endif
#ifdef USE_CLEARCOAT
	material.clearcoat = clearcoat;
	material.clearcoatRoughness = clearcoatRoughness;
	material.clearcoatF0 = vec3( 0.04 );
	material.clearcoatF90 = 1.0;
	#ifdef USE_CLEARCOATMAP
		material.clearcoat *= texture2D( clearcoatMap, vClearcoatMapUv ).x;
	#endif
	#ifdef USE_CLEARCOAT_ROUGHNESSMAP
		material.clearcoatRoughness *= texture2D( clearcoatRoughnessMap, vClearcoatRoughnessMapUv ).y;
	#endif
	material.clearcoat = saturate( material.clearcoat );	material.clearcoatRoughness = max( material.clearcoatRoughness, 0.045 );
	material.clearcoatRoughness += geometryRoughness;
	material.clearcoatRoughness = min( material.clearcoatRoughness, 1.0 );
#endif
#ifdef USE_DISPERSION
	material.dispersion = dispersion;
#endif
#ifdef USE_RETROREFLECTION
	material.retroreflectivity = retroreflectivity;
#endif
#ifdef USE_IRIDESCENCE
	material.iridescence = iridescence;
	material.iridescenceIOR = iridescenceIOR;
	#ifdef USE_IRIDESCENCEMAP
		material.iridescence *= texture2D( iridescenceMap, vIridescenceMapUv ).r;
	#endif
	#ifdef USE_IRIDESCENCE_THICKNESSMAP
		material.iridescenceThickness = (iridescenceThicknessMaximum - iridescenceThicknessMinimum) * texture2D( iridescenceThicknessMap, vIridescenceThicknessMapUv ).g + iridescenceThicknessMinimum;
	#else
		material.iridescenceThickness = iridescenceThicknessMaximum;
	#endif
#endif
#ifdef USE_SHEEN
	material.sheenColor = sheenColor;
	#ifdef USE_SHEEN_COLORMAP
		material.sheenColor *= texture2D( sheenColorMap, vSheenColorMapUv ).rgb;
	#endif
	material.sheenRoughness = clamp( sheenRoughness, 0.0001, 1.0 );
	#ifdef USE_SHEEN_ROUGHNESSMAP
		material.sheenRoughness *= texture2D( sheenRoughnessMap, vSheenRoughnessMapUv ).a;
	#endif
#endif
#ifdef USE_ANISOTROPY
	#ifdef USE_ANISOTROPYMAP
		mat2 anisotropyMat = mat2( anisotropyVector.x, anisotropyVector.y, - anisotropyVector.y, anisotropyVector.x );
		vec3 anisotropyPolar = texture2D( anisotropyMap, vAnisotropyMapUv ).rgb;
		vec2 anisotropyV = anisotropyMat * normalize( 2.0 * anisotropyPolar.rg - vec2( 1.0 ) ) * anisotropyPolar.b;
	#else
		vec2 anisotropyV = anisotropyVector;
	#endif
	material.anisotropy = length( anisotropyV );
	if( material.anisotropy == 0.0 ) {
		anisotropyV = vec2( 1.0, 0.0 );
	} else {
		anisotropyV /= material.anisotropy;
		material.anisotropy = saturate( material.anisotropy );
	}
	material.alphaT = mix( pow2( material.roughness ), 1.0, pow2( material.anisotropy ) );
	material.anisotropyT = tbn[ 0 ] * anisotropyV.x + tbn[ 1 ] * anisotropyV.y;
	material.anisotropyB = tbn[ 1 ] * anisotropyV.x - tbn[ 0 ] * anisotropyV.y;
#endif`,lights_physical_pars_fragment:`uniform sampler2D dfgLUT;
struct PhysicalMaterial {
	vec3 diffuseColor;
	vec3 diffuseContribution;
	vec3 specularColor;
	vec3 specularColorBlended;
	float roughness;
	float metalness;
	float specularF90;
	float dispersion;
	vec2 dfg;
	vec3 multiScatteringCompensation;
	#ifdef USE_DIFFUSE_ROUGHNESS
		float diffuseRoughness;
	#endif
	#ifdef USE_RETROREFLECTION
		float retroreflectivity;
	#endif
	#ifdef USE_CLEARCOAT
		float clearcoat;
		float clearcoatRoughness;
		vec3 clearcoatF0;
		float clearcoatF90;
	#endif
	#ifdef USE_IRIDESCENCE
		float iridescence;
		float iridescenceIOR;
		float iridescenceThickness;
		vec3 iridescenceFresnel;
		vec3 iridescenceF0Dielectric;
		vec3 iridescenceF0Metallic;
	#endif
	#ifdef USE_SHEEN
		vec3 sheenColor;
		float sheenRoughness;
	#endif
	#ifdef IOR
		float ior;
	#endif
	#ifdef USE_TRANSMISSION
		float transmission;
		float transmissionAlpha;
		float thickness;
		float attenuationDistance;
		vec3 attenuationColor;
	#endif
	#ifdef USE_ANISOTROPY
		float anisotropy;
		float alphaT;
		vec3 anisotropyT;
		vec3 anisotropyB;
	#endif
};
vec3 clearcoatSpecularDirect = vec3( 0.0 );
vec3 clearcoatSpecularIndirect = vec3( 0.0 );
vec3 sheenSpecularDirect = vec3( 0.0 );
vec3 sheenSpecularIndirect = vec3(0.0 );
vec3 Schlick_to_F0( const in vec3 f, const in float f90, const in float dotVH ) {
    float x = clamp( 1.0 - dotVH, 0.0, 1.0 );
    float x2 = x * x;
    float x5 = clamp( x * x2 * x2, 0.0, 0.9999 );
    return ( f - vec3( f90 ) * x5 ) / ( 1.0 - x5 );
}
#ifdef USE_DIFFUSE_ROUGHNESS
	const float EON_EPSILON = 1e-7;
	float FON_DirectionalAlbedo( const in float mu, const in float roughness, const in float A ) {
		float muComp = 1.0 - mu;
		float gOverPi = muComp * ( 0.0571085289 + muComp * ( 0.491881867 + muComp * ( - 0.332181442 + muComp * 0.0714429953 ) ) );
		return A * ( 1.0 + roughness * gOverPi );
	}
	vec3 BRDF_EON( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, const in vec3 diffuseColor, const in float roughness ) {
		vec3 rho = saturate( diffuseColor );
		if ( roughness <= EON_EPSILON ) return BRDF_Lambert( rho );
		float dotNL = saturate( dot( normal, lightDir ) );
		float dotNV = saturate( dot( normal, viewDir ) );
		float s = dot( lightDir, viewDir ) - dotNL * dotNV;
		float sOverT = ( s > 0.0 ) ? s / max( max( dotNL, dotNV ), EON_EPSILON ) : s;
		float A = 1.0 / ( 1.0 + ( 0.5 - 2.0 / ( 3.0 * PI ) ) * roughness );
		vec3 singleScatter = rho * RECIPROCAL_PI * A * ( 1.0 + roughness * sOverT );
		float averageAlbedo = A * ( 1.0 + ( 2.0 / 3.0 - 28.0 / ( 15.0 * PI ) ) * roughness );
		float albedoV = FON_DirectionalAlbedo( dotNV, roughness, A );
		float albedoL = FON_DirectionalAlbedo( dotNL, roughness, A );
		vec3 rhoMultiScatter = rho * rho * averageAlbedo / max( vec3( EON_EPSILON ), vec3( 1.0 ) - rho * ( 1.0 - averageAlbedo ) );
		vec3 multiScatter = rhoMultiScatter * RECIPROCAL_PI
			* max( EON_EPSILON, 1.0 - albedoV )
			* max( EON_EPSILON, 1.0 - albedoL )
			/ max( EON_EPSILON, 1.0 - averageAlbedo );
		return singleScatter + multiScatter;
	}
	vec3 EON_DirectionalAlbedo( const in vec3 diffuseColor, const in float roughness, const in float dotNV ) {
		vec3 rho = saturate( diffuseColor );
		if ( roughness <= EON_EPSILON ) return rho;
		float A = 1.0 / ( 1.0 + ( 0.5 - 2.0 / ( 3.0 * PI ) ) * roughness );
		float directionalAlbedo = FON_DirectionalAlbedo( dotNV, roughness, A );
		float averageAlbedo = A * ( 1.0 + ( 2.0 / 3.0 - 28.0 / ( 15.0 * PI ) ) * roughness );
		vec3 rhoMultiScatter = rho * rho * averageAlbedo / max( vec3( EON_EPSILON ), vec3( 1.0 ) - rho * ( 1.0 - averageAlbedo ) );
		return rho * directionalAlbedo + rhoMultiScatter * ( 1.0 - directionalAlbedo );
	}
#endif
float V_GGX_SmithCorrelated( const in float alpha, const in float dotNL, const in float dotNV ) {
	float a2 = pow2( alpha );
	float gv = dotNL * sqrt( a2 + ( 1.0 - a2 ) * pow2( dotNV ) );
	float gl = dotNV * sqrt( a2 + ( 1.0 - a2 ) * pow2( dotNL ) );
	return 0.5 / max( gv + gl, EPSILON );
}
float D_GGX( const in float alpha, const in float dotNH ) {
	float a2 = pow2( alpha );
	float denom = pow2( dotNH ) * ( a2 - 1.0 ) + 1.0;
	return RECIPROCAL_PI * a2 / pow2( denom );
}
#ifdef USE_ANISOTROPY
	float V_GGX_SmithCorrelated_Anisotropic( const in float alphaT, const in float alphaB, const in float dotTV, const in float dotBV, const in float dotTL, const in float dotBL, const in float dotNV, const in float dotNL ) {
		float gv = dotNL * length( vec3( alphaT * dotTV, alphaB * dotBV, dotNV ) );
		float gl = dotNV * length( vec3( alphaT * dotTL, alphaB * dotBL, dotNL ) );
		return 0.5 / max( gv + gl, EPSILON );
	}
	float D_GGX_Anisotropic( const in float alphaT, const in float alphaB, const in float dotNH, const in float dotTH, const in float dotBH ) {
		float a2 = alphaT * alphaB;
		highp vec3 v = vec3( alphaB * dotTH, alphaT * dotBH, a2 * dotNH );
		highp float v2 = dot( v, v );
		float w2 = a2 / v2;
		return RECIPROCAL_PI * a2 * pow2 ( w2 );
	}
#endif
#ifdef USE_CLEARCOAT
	vec3 BRDF_GGX_Clearcoat( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, const in PhysicalMaterial material) {
		vec3 f0 = material.clearcoatF0;
		float f90 = material.clearcoatF90;
		float roughness = max( material.clearcoatRoughness, 0.045 );
		float alpha = pow2( roughness );
		vec3 halfDir = normalize( lightDir + viewDir );
		float dotNL = saturate( dot( normal, lightDir ) );
		float dotNV = saturate( dot( normal, viewDir ) );
		float dotNH = saturate( dot( normal, halfDir ) );
		float dotVH = saturate( dot( viewDir, halfDir ) );
		vec3 F = F_Schlick( f0, f90, dotVH );
		float V = V_GGX_SmithCorrelated( alpha, dotNL, dotNV );
		float D = D_GGX( alpha, dotNH );
		return F * ( V * D );
	}
#endif
vec3 BRDF_GGX( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, const in PhysicalMaterial material ) {
	vec3 f0 = material.specularColorBlended;
	float f90 = material.specularF90;
	float roughness = max( material.roughness, 0.045 );
	float alpha = pow2( roughness );
	vec3 halfDir = normalize( lightDir + viewDir );
	float dotNL = saturate( dot( normal, lightDir ) );
	float dotNV = saturate( dot( normal, viewDir ) );
	float dotNH = saturate( dot( normal, halfDir ) );
	float dotVH = saturate( dot( viewDir, halfDir ) );
	vec3 F = F_Schlick( f0, f90, dotVH );
	#ifdef USE_IRIDESCENCE
		F = mix( F, material.iridescenceFresnel, material.iridescence );
	#endif
	#ifdef USE_ANISOTROPY
		float dotTL = dot( material.anisotropyT, lightDir );
		float dotTV = dot( material.anisotropyT, viewDir );
		float dotTH = dot( material.anisotropyT, halfDir );
		float dotBL = dot( material.anisotropyB, lightDir );
		float dotBV = dot( material.anisotropyB, viewDir );
		float dotBH = dot( material.anisotropyB, halfDir );
		float alphaT = max( material.alphaT, alpha );
		float V = V_GGX_SmithCorrelated_Anisotropic( alphaT, alpha, dotTV, dotBV, dotTL, dotBL, dotNV, dotNL );
		float D = D_GGX_Anisotropic( alphaT, alpha, dotNH, dotTH, dotBH );
	#else
		float V = V_GGX_SmithCorrelated( alpha, dotNL, dotNV );
		float D = D_GGX( alpha, dotNH );
	#endif
	return F * ( V * D );
}
vec2 LTC_Uv( const in vec3 N, const in vec3 V, const in float roughness ) {
	const float LUT_SIZE = 64.0;
	const float LUT_SCALE = ( LUT_SIZE - 1.0 ) / LUT_SIZE;
	const float LUT_BIAS = 0.5 / LUT_SIZE;
	float dotNV = saturate( dot( N, V ) );
	vec2 uv = vec2( roughness, sqrt( 1.0 - dotNV ) );
	uv = uv * LUT_SCALE + LUT_BIAS;
	return uv;
}
float LTC_ClippedSphereFormFactor( const in vec3 f ) {
	float l = length( f );
	return max( ( l * l + f.z ) / ( l + 1.0 ), 0.0 );
}
vec3 LTC_EdgeVectorFormFactor( const in vec3 v1, const in vec3 v2 ) {
	float x = dot( v1, v2 );
	float y = abs( x );
	float a = 0.8543985 + ( 0.4965155 + 0.0145206 * y ) * y;
	float b = 3.4175940 + ( 4.1616724 + y ) * y;
	float v = a / b;
	float theta_sintheta = ( x > 0.0 ) ? v : 0.5 * inversesqrt( max( 1.0 - x * x, 1e-7 ) ) - v;
	return cross( v1, v2 ) * theta_sintheta;
}
vec3 LTC_Evaluate( const in vec3 N, const in vec3 V, const in vec3 P, const in mat3 mInv, const in vec3 rectCoords[ 4 ] ) {
	vec3 v1 = rectCoords[ 1 ] - rectCoords[ 0 ];
	vec3 v2 = rectCoords[ 3 ] - rectCoords[ 0 ];
	vec3 lightNormal = cross( v1, v2 );
	if( dot( lightNormal, P - rectCoords[ 0 ] ) < 0.0 ) return vec3( 0.0 );
	vec3 T1, T2;
	T1 = normalize( V - N * dot( V, N ) );
	T2 = - cross( N, T1 );
	mat3 mat = mInv * transpose( mat3( T1, T2, N ) );
	vec3 coords[ 4 ];
	coords[ 0 ] = mat * ( rectCoords[ 0 ] - P );
	coords[ 1 ] = mat * ( rectCoords[ 1 ] - P );
	coords[ 2 ] = mat * ( rectCoords[ 2 ] - P );
	coords[ 3 ] = mat * ( rectCoords[ 3 ] - P );
	coords[ 0 ] = normalize( coords[ 0 ] );
	coords[ 1 ] = normalize( coords[ 1 ] );
	coords[ 2 ] = normalize( coords[ 2 ] );
	coords[ 3 ] = normalize( coords[ 3 ] );
	vec3 vectorFormFactor = vec3( 0.0 );
	vectorFormFactor += LTC_EdgeVectorFormFactor( coords[ 0 ], coords[ 1 ] );
	vectorFormFactor += LTC_EdgeVectorFormFactor( coords[ 1 ], coords[ 2 ] );
	vectorFormFactor += LTC_EdgeVectorFormFactor( coords[ 2 ], coords[ 3 ] );
	vectorFormFactor += LTC_EdgeVectorFormFactor( coords[ 3 ], coords[ 0 ] );
	float result = LTC_ClippedSphereFormFactor( vectorFormFactor );
	return vec3( result );
}
#if defined( USE_SHEEN )
float D_Charlie( float roughness, float dotNH ) {
	float alpha = pow2( roughness );
	float invAlpha = 1.0 / alpha;
	float cos2h = dotNH * dotNH;
	float sin2h = max( 1.0 - cos2h, 0.0078125 );
	return ( 2.0 + invAlpha ) * pow( sin2h, invAlpha * 0.5 ) / ( 2.0 * PI );
}
float V_Neubelt( float dotNV, float dotNL ) {
	return saturate( 1.0 / ( 4.0 * ( dotNL + dotNV - dotNL * dotNV ) ) );
}
vec3 BRDF_Sheen( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, vec3 sheenColor, const in float sheenRoughness ) {
	vec3 halfDir = normalize( lightDir + viewDir );
	float dotNL = saturate( dot( normal, lightDir ) );
	float dotNV = saturate( dot( normal, viewDir ) );
	float dotNH = saturate( dot( normal, halfDir ) );
	float D = D_Charlie( sheenRoughness, dotNH );
	float V = V_Neubelt( dotNV, dotNL );
	return sheenColor * ( D * V );
}
#endif
float IBLSheenBRDF( const in vec3 normal, const in vec3 viewDir, const in float roughness ) {
	float dotNV = saturate( dot( normal, viewDir ) );
	float r2 = roughness * roughness;
	float rInv = 1.0 / ( roughness + 0.1 );
	float a = -1.9362 + 1.0678 * roughness + 0.4573 * r2 - 0.8469 * rInv;
	float b = -0.6014 + 0.5538 * roughness - 0.4670 * r2 - 0.1255 * rInv;
	float DG = exp( a * dotNV + b );
	return saturate( DG );
}
vec3 EnvironmentBRDF( const in vec3 normal, const in vec3 viewDir, const in vec3 specularColor, const in float specularF90, const in float roughness ) {
	float dotNV = saturate( dot( normal, viewDir ) );
	vec2 fab = texture2D( dfgLUT, vec2( roughness, dotNV ) ).rg;
	return specularColor * fab.x + specularF90 * fab.y;
}
#ifdef USE_IRIDESCENCE
void computeMultiscatteringIridescence( const in vec2 fab, const in vec3 specularColor, const in float specularF90, const in float iridescence, const in vec3 iridescenceF0, inout vec3 singleScatter, inout vec3 multiScatter ) {
#else
void computeMultiscattering( const in vec2 fab, const in vec3 specularColor, const in float specularF90, inout vec3 singleScatter, inout vec3 multiScatter ) {
#endif
	#ifdef USE_IRIDESCENCE
		vec3 Fr = mix( specularColor, iridescenceF0, iridescence );
	#else
		vec3 Fr = specularColor;
	#endif
	vec3 FssEss = Fr * fab.x + specularF90 * fab.y;
	float Ess = fab.x + fab.y;
	float Ems = 1.0 - Ess;
	vec3 Favg = Fr + ( 1.0 - Fr ) * 0.047619;	vec3 Fms = FssEss * Favg / ( 1.0 - Ems * Favg );
	singleScatter += FssEss;
	multiScatter += Fms * Ems;
}
#if NUM_RECT_AREA_LIGHTS > 0
	void RE_Direct_RectArea_Physical( const in RectAreaLight rectAreaLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in PhysicalMaterial material, inout ReflectedLight reflectedLight ) {
		vec3 normal = geometryNormal;
		vec3 viewDir = geometryViewDir;
		vec3 position = geometryPosition;
		vec3 lightPos = rectAreaLight.position;
		vec3 halfWidth = rectAreaLight.halfWidth;
		vec3 halfHeight = rectAreaLight.halfHeight;
		vec3 lightColor = rectAreaLight.color;
		float roughness = material.roughness;
		vec3 rectCoords[ 4 ];
		rectCoords[ 0 ] = lightPos + halfWidth - halfHeight;		rectCoords[ 1 ] = lightPos - halfWidth - halfHeight;
		rectCoords[ 2 ] = lightPos - halfWidth + halfHeight;
		rectCoords[ 3 ] = lightPos + halfWidth + halfHeight;
		vec2 uv = LTC_Uv( normal, viewDir, roughness );
		vec4 t1 = texture2D( ltc_1, uv );
		vec4 t2 = texture2D( ltc_2, uv );
		mat3 mInv = mat3(
			vec3( t1.x, 0, t1.y ),
			vec3(    0, 1,    0 ),
			vec3( t1.z, 0, t1.w )
		);
		vec3 fresnel = ( material.specularColorBlended * t2.x + ( material.specularF90 - material.specularColorBlended ) * t2.y );
		reflectedLight.directSpecular += lightColor * fresnel * LTC_Evaluate( normal, viewDir, position, mInv, rectCoords );
		reflectedLight.directDiffuse += lightColor * material.diffuseContribution * LTC_Evaluate( normal, viewDir, position, mat3( 1.0 ), rectCoords );
		#ifdef USE_CLEARCOAT
			vec3 Ncc = geometryClearcoatNormal;
			vec2 uvClearcoat = LTC_Uv( Ncc, viewDir, material.clearcoatRoughness );
			vec4 t1Clearcoat = texture2D( ltc_1, uvClearcoat );
			vec4 t2Clearcoat = texture2D( ltc_2, uvClearcoat );
			mat3 mInvClearcoat = mat3(
				vec3( t1Clearcoat.x, 0, t1Clearcoat.y ),
				vec3(             0, 1,             0 ),
				vec3( t1Clearcoat.z, 0, t1Clearcoat.w )
			);
			vec3 fresnelClearcoat = material.clearcoatF0 * t2Clearcoat.x + ( material.clearcoatF90 - material.clearcoatF0 ) * t2Clearcoat.y;
			clearcoatSpecularDirect += lightColor * fresnelClearcoat * LTC_Evaluate( Ncc, viewDir, position, mInvClearcoat, rectCoords );
		#endif
	}
#endif
void RE_Direct_Physical( const in IncidentLight directLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in PhysicalMaterial material, inout ReflectedLight reflectedLight ) {
	float dotNL = saturate( dot( geometryNormal, directLight.direction ) );
	vec3 irradiance = dotNL * directLight.color;
	#ifdef USE_CLEARCOAT
		float dotNLcc = saturate( dot( geometryClearcoatNormal, directLight.direction ) );
		vec3 ccIrradiance = dotNLcc * directLight.color;
		clearcoatSpecularDirect += ccIrradiance * BRDF_GGX_Clearcoat( directLight.direction, geometryViewDir, geometryClearcoatNormal, material );
	#endif
	#ifdef USE_SHEEN
 
 		sheenSpecularDirect += irradiance * BRDF_Sheen( directLight.direction, geometryViewDir, geometryNormal, material.sheenColor, material.sheenRoughness );
 
 		float sheenAlbedoV = IBLSheenBRDF( geometryNormal, geometryViewDir, material.sheenRoughness );
 		float sheenAlbedoL = IBLSheenBRDF( geometryNormal, directLight.direction, material.sheenRoughness );
 
 		float sheenEnergyComp = 1.0 - max3( material.sheenColor ) * max( sheenAlbedoV, sheenAlbedoL );
 
 		irradiance *= sheenEnergyComp;
 
 	#endif
	vec3 specularBRDF = BRDF_GGX( directLight.direction, geometryViewDir, geometryNormal, material );
	#ifdef USE_RETROREFLECTION
		vec3 retroViewDir = reflect( - geometryViewDir, geometryNormal );
		vec3 retroSpecularBRDF = BRDF_GGX( directLight.direction, retroViewDir, geometryNormal, material );
		specularBRDF = mix( specularBRDF, retroSpecularBRDF, saturate( material.retroreflectivity ) );
	#endif
	reflectedLight.directSpecular += irradiance * specularBRDF * material.multiScatteringCompensation;
	vec3 halfDir = normalize( directLight.direction + geometryViewDir );
	float dotVH = saturate( dot( geometryViewDir, halfDir ) );
	vec3 F = F_Schlick( material.specularColor, material.specularF90, dotVH );
	#ifdef USE_RETROREFLECTION
		vec3 retroHalfDir = normalize( directLight.direction + retroViewDir );
		float dotRetroVH = saturate( dot( retroViewDir, retroHalfDir ) );
		vec3 retroF = F_Schlick( material.specularColor, material.specularF90, dotRetroVH );
		F = mix( F, retroF, saturate( material.retroreflectivity ) );
	#endif
	#ifdef USE_DIFFUSE_ROUGHNESS
		vec3 diffuseBRDF = BRDF_EON( directLight.direction, geometryViewDir, geometryNormal, material.diffuseColor, material.diffuseRoughness ) * ( 1.0 - material.metalness );
	#else
		vec3 diffuseBRDF = BRDF_Lambert( material.diffuseContribution );
	#endif
	reflectedLight.directDiffuse += irradiance * diffuseBRDF * ( 1.0 - F );
}
void RE_IndirectDiffuse_Physical( const in vec3 irradiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in PhysicalMaterial material, inout ReflectedLight reflectedLight ) {
	vec3 singleScattering = vec3( 0.0 );
	vec3 multiScattering = vec3( 0.0 );
	#ifdef USE_IRIDESCENCE
		computeMultiscatteringIridescence( material.dfg, material.specularColor, material.specularF90, material.iridescence, material.iridescenceF0Dielectric, singleScattering, multiScattering );
	#else
		computeMultiscattering( material.dfg, material.specularColor, material.specularF90, singleScattering, multiScattering );
	#endif
	#ifdef USE_DIFFUSE_ROUGHNESS
		float dotNV = saturate( dot( geometryNormal, geometryViewDir ) );
		vec3 diffuseAlbedo = EON_DirectionalAlbedo( material.diffuseColor, material.diffuseRoughness, dotNV ) * ( 1.0 - material.metalness );
		vec3 diffuse = irradiance * RECIPROCAL_PI * diffuseAlbedo * ( 1.0 - singleScattering - multiScattering );
	#else
		vec3 diffuse = irradiance * BRDF_Lambert( material.diffuseContribution ) * ( 1.0 - singleScattering - multiScattering );
	#endif
	#ifdef USE_SHEEN
		float sheenAlbedo = IBLSheenBRDF( geometryNormal, geometryViewDir, material.sheenRoughness );
		sheenSpecularIndirect += irradiance * material.sheenColor * sheenAlbedo * RECIPROCAL_PI;
		float sheenEnergyComp = 1.0 - max3( material.sheenColor ) * sheenAlbedo;
		diffuse *= sheenEnergyComp;
	#endif
	reflectedLight.indirectDiffuse += diffuse;
}
void RE_IndirectSpecular_Physical( const in vec3 radiance, const in vec3 irradiance, const in vec3 clearcoatRadiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in PhysicalMaterial material, inout ReflectedLight reflectedLight) {
	#ifdef USE_CLEARCOAT
		clearcoatSpecularIndirect += clearcoatRadiance * EnvironmentBRDF( geometryClearcoatNormal, geometryViewDir, material.clearcoatF0, material.clearcoatF90, material.clearcoatRoughness );
	#endif
	#ifdef USE_SHEEN
		sheenSpecularIndirect += irradiance * material.sheenColor * IBLSheenBRDF( geometryNormal, geometryViewDir, material.sheenRoughness ) * RECIPROCAL_PI;
 	#endif
	vec3 singleScatteringDielectric = vec3( 0.0 );
	vec3 multiScatteringDielectric = vec3( 0.0 );
	vec3 singleScatteringMetallic = vec3( 0.0 );
	vec3 multiScatteringMetallic = vec3( 0.0 );
	#ifdef USE_IRIDESCENCE
		computeMultiscatteringIridescence( material.dfg, material.specularColor, material.specularF90, material.iridescence, material.iridescenceF0Dielectric, singleScatteringDielectric, multiScatteringDielectric );
		computeMultiscatteringIridescence( material.dfg, material.diffuseColor, material.specularF90, material.iridescence, material.iridescenceF0Metallic, singleScatteringMetallic, multiScatteringMetallic );
	#else
		computeMultiscattering( material.dfg, material.specularColor, material.specularF90, singleScatteringDielectric, multiScatteringDielectric );
		computeMultiscattering( material.dfg, material.diffuseColor, material.specularF90, singleScatteringMetallic, multiScatteringMetallic );
	#endif
	vec3 singleScattering = mix( singleScatteringDielectric, singleScatteringMetallic, material.metalness );
	vec3 multiScattering = mix( multiScatteringDielectric, multiScatteringMetallic, material.metalness );
	vec3 totalScatteringDielectric = singleScatteringDielectric + multiScatteringDielectric;
	#ifdef USE_DIFFUSE_ROUGHNESS
		float dotNV = saturate( dot( geometryNormal, geometryViewDir ) );
		vec3 diffuse = EON_DirectionalAlbedo( material.diffuseColor, material.diffuseRoughness, dotNV ) * ( 1.0 - material.metalness ) * ( 1.0 - totalScatteringDielectric );
	#else
		vec3 diffuse = material.diffuseContribution * ( 1.0 - totalScatteringDielectric );
	#endif
	vec3 cosineWeightedIrradiance = irradiance * RECIPROCAL_PI;
	vec3 indirectSpecular = radiance * singleScattering;
	indirectSpecular += multiScattering * cosineWeightedIrradiance;
	vec3 indirectDiffuse = diffuse * cosineWeightedIrradiance;
	#ifdef USE_SHEEN
		float sheenAlbedo = IBLSheenBRDF( geometryNormal, geometryViewDir, material.sheenRoughness );
		float sheenEnergyComp = 1.0 - max3( material.sheenColor ) * sheenAlbedo;
		indirectSpecular *= sheenEnergyComp;
		indirectDiffuse *= sheenEnergyComp;
	#endif
	reflectedLight.indirectSpecular += indirectSpecular;
	reflectedLight.indirectDiffuse += indirectDiffuse;
}
#define RE_Direct				RE_Direct_Physical
#define RE_Direct_RectArea		RE_Direct_RectArea_Physical
#define RE_IndirectDiffuse		RE_IndirectDiffuse_Physical
#define RE_IndirectSpecular		RE_IndirectSpecular_Physical
float computeSpecularOcclusion( const in float dotNV, const in float ambientOcclusion, const in float roughness ) {
	return saturate( pow( dotNV + ambientOcclusion, exp2( - 16.0 * roughness - 1.0 ) ) - 1.0 + ambientOcclusion );
}`,lights_fragment_begin:`
vec3 geometryPosition = - vViewPosition;
vec3 geometryNormal = normal;
vec3 geometryViewDir = ( isOrthographic ) ? vec3( 0, 0, 1 ) : normalize( vViewPosition );
vec3 geometryClearcoatNormal = vec3( 0.0 );
#ifdef USE_CLEARCOAT
	geometryClearcoatNormal = clearcoatNormal;
#endif
#ifdef USE_IRIDESCENCE
	float dotNVi = saturate( dot( normal, geometryViewDir ) );
	if ( material.iridescenceThickness == 0.0 ) {
		material.iridescence = 0.0;
	} else {
		material.iridescence = saturate( material.iridescence );
	}
	if ( material.iridescence > 0.0 ) {
		vec3 iridescenceFresnelDielectric = evalIridescence( 1.0, material.iridescenceIOR, dotNVi, material.iridescenceThickness, material.specularColor );
		vec3 iridescenceFresnelMetallic = evalIridescence( 1.0, material.iridescenceIOR, dotNVi, material.iridescenceThickness, material.diffuseColor );
		material.iridescenceFresnel = mix( iridescenceFresnelDielectric, iridescenceFresnelMetallic, material.metalness );
		material.iridescenceF0Dielectric = Schlick_to_F0( iridescenceFresnelDielectric, 1.0, dotNVi );
		material.iridescenceF0Metallic = Schlick_to_F0( iridescenceFresnelMetallic, 1.0, dotNVi );
	}
#endif
#ifdef STANDARD
	float dotNVms = saturate( dot( geometryNormal, geometryViewDir ) );
	material.dfg = texture2D( dfgLUT, vec2( material.roughness, dotNVms ) ).rg;
	#if ( NUM_SUN_LIGHTS > 0 || NUM_DIR_LIGHTS > 0 || NUM_POINT_LIGHTS > 0 || NUM_SPOT_LIGHTS > 0 )
		float EssMs = material.dfg.x + material.dfg.y;
		material.multiScatteringCompensation = 1.0 + material.specularColorBlended * ( 1.0 / EssMs - 1.0 );
	#endif
#endif
IncidentLight directLight;
#if ( NUM_POINT_LIGHTS > 0 ) && defined( RE_Direct )
	PointLight pointLight;
	#if defined( USE_SHADOWMAP ) && NUM_POINT_LIGHT_SHADOWS > 0
	PointLightShadow pointLightShadow;
	#endif
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_POINT_LIGHTS; i ++ ) {
		pointLight = pointLights[ i ];
		getPointLightInfo( pointLight, geometryPosition, directLight );
		#if defined( USE_SHADOWMAP ) && ( UNROLLED_LOOP_INDEX < NUM_POINT_LIGHT_SHADOWS ) && ( defined( SHADOWMAP_TYPE_PCF ) || defined( SHADOWMAP_TYPE_BASIC ) )
		pointLightShadow = pointLightShadows[ i ];
		directLight.color *= ( directLight.visible && receiveShadow ) ? getPointShadow( pointShadowMap[ i ], pointLightShadow.shadowMapSize, pointLightShadow.shadowIntensity, pointLightShadow.shadowBias, pointLightShadow.shadowRadius, vPointShadowCoord[ i ], pointLightShadow.shadowCameraNear, pointLightShadow.shadowCameraFar ) : 1.0;
		#endif
		RE_Direct( directLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if ( NUM_SPOT_LIGHTS > 0 ) && defined( RE_Direct )
	SpotLight spotLight;
	vec4 spotColor;
	vec3 spotLightCoord;
	bool inSpotLightMap;
	#if defined( USE_SHADOWMAP ) && NUM_SPOT_LIGHT_SHADOWS > 0
	SpotLightShadow spotLightShadow;
	#endif
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SPOT_LIGHTS; i ++ ) {
		spotLight = spotLights[ i ];
		getSpotLightInfo( spotLight, geometryPosition, directLight );
		#if ( UNROLLED_LOOP_INDEX < NUM_SPOT_LIGHT_SHADOWS_WITH_MAPS )
		#define SPOT_LIGHT_MAP_INDEX UNROLLED_LOOP_INDEX
		#elif ( UNROLLED_LOOP_INDEX < NUM_SPOT_LIGHT_SHADOWS )
		#define SPOT_LIGHT_MAP_INDEX NUM_SPOT_LIGHT_MAPS
		#else
		#define SPOT_LIGHT_MAP_INDEX ( UNROLLED_LOOP_INDEX - NUM_SPOT_LIGHT_SHADOWS + NUM_SPOT_LIGHT_SHADOWS_WITH_MAPS )
		#endif
		#if ( SPOT_LIGHT_MAP_INDEX < NUM_SPOT_LIGHT_MAPS )
			spotLightCoord = vSpotLightCoord[ i ].xyz / vSpotLightCoord[ i ].w;
			inSpotLightMap = all( lessThan( abs( spotLightCoord * 2. - 1. ), vec3( 1.0 ) ) );
			spotColor = texture2D( spotLightMap[ SPOT_LIGHT_MAP_INDEX ], spotLightCoord.xy );
			directLight.color = inSpotLightMap ? directLight.color * spotColor.rgb : directLight.color;
		#endif
		#undef SPOT_LIGHT_MAP_INDEX
		#if defined( USE_SHADOWMAP ) && ( UNROLLED_LOOP_INDEX < NUM_SPOT_LIGHT_SHADOWS )
		spotLightShadow = spotLightShadows[ i ];
		directLight.color *= ( directLight.visible && receiveShadow ) ? getShadow( spotShadowMap[ i ], spotLightShadow.shadowMapSize, spotLightShadow.shadowIntensity, spotLightShadow.shadowBias, spotLightShadow.shadowRadius, vSpotLightCoord[ i ] ) : 1.0;
		#endif
		RE_Direct( directLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if ( NUM_SUN_LIGHTS > 0 ) && defined( RE_Direct )
	SunLight sunLight;
	#if defined( USE_SHADOWMAP ) && NUM_SUN_LIGHT_SHADOWS > 0
	SunLightShadow sunLightShadow;
	#endif
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SUN_LIGHTS; i ++ ) {
		sunLight = sunLights[ i ];
		getSunLightInfo( sunLight, directLight );
		#if defined( USE_SHADOWMAP ) && ( UNROLLED_LOOP_INDEX < NUM_SUN_LIGHT_SHADOWS )
		sunLightShadow = sunLightShadows[ i ];
		directLight.color *= ( directLight.visible && receiveShadow ) ? getSunShadow( sunShadowMap[ i ], sunLightShadow, UNROLLED_LOOP_INDEX ) : 1.0;
		#endif
		RE_Direct( directLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if ( NUM_DIR_LIGHTS > 0 ) && defined( RE_Direct )
	DirectionalLight directionalLight;
	#if defined( USE_SHADOWMAP ) && NUM_DIR_LIGHT_SHADOWS > 0
	DirectionalLightShadow directionalLightShadow;
	#endif
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_DIR_LIGHTS; i ++ ) {
		directionalLight = directionalLights[ i ];
		getDirectionalLightInfo( directionalLight, directLight );
		#if defined( USE_SHADOWMAP ) && ( UNROLLED_LOOP_INDEX < NUM_DIR_LIGHT_SHADOWS )
		directionalLightShadow = directionalLightShadows[ i ];
		directLight.color *= ( directLight.visible && receiveShadow ) ? getShadow( directionalShadowMap[ i ], directionalLightShadow.shadowMapSize, directionalLightShadow.shadowIntensity, directionalLightShadow.shadowBias, directionalLightShadow.shadowRadius, vDirectionalShadowCoord[ i ] ) : 1.0;
		#endif
		RE_Direct( directLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if ( NUM_RECT_AREA_LIGHTS > 0 ) && defined( RE_Direct_RectArea )
	RectAreaLight rectAreaLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_RECT_AREA_LIGHTS; i ++ ) {
		rectAreaLight = rectAreaLights[ i ];
		RE_Direct_RectArea( rectAreaLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if defined( RE_IndirectDiffuse )
	vec3 iblIrradiance = vec3( 0.0 );
	vec3 irradiance = getAmbientLightIrradiance( ambientLightColor );
	#if defined( USE_LIGHT_PROBES )
		irradiance += getLightProbeIrradiance( lightProbe, geometryNormal );
	#endif
	#if ( NUM_HEMI_LIGHTS > 0 )
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_HEMI_LIGHTS; i ++ ) {
			irradiance += getHemisphereLightIrradiance( hemisphereLights[ i ], geometryNormal );
		}
		#pragma unroll_loop_end
	#endif
	#if NUM_LIGHT_PROBE_GRIDS > 0
		vec3 probeWorldPos = ( ( vec4( geometryPosition, 1.0 ) - viewMatrix[ 3 ] ) * viewMatrix ).xyz;
		vec3 probeWorldNormal = transformNormalByInverseViewMatrix( geometryNormal, viewMatrix );
		int probeGrid = - 1;
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_LIGHT_PROBE_GRIDS; i ++ ) {
			if ( isInsideLightProbeGrid( probeWorldPos, probeWorldNormal, probesMin[ i ], probesMax[ i ], probesResolution[ i ] ) ) probeGrid = UNROLLED_LOOP_INDEX;
		}
		#pragma unroll_loop_end
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_LIGHT_PROBE_GRIDS; i ++ ) {
			if ( probeGrid == UNROLLED_LOOP_INDEX ) irradiance += getLightProbeGridIrradiance( probesSH[ i ], probesMin[ i ], probesMax[ i ], probesResolution[ i ], probeWorldPos, probeWorldNormal );
		}
		#pragma unroll_loop_end
	#endif
#endif
#if defined( RE_IndirectSpecular )
	vec3 radiance = vec3( 0.0 );
	vec3 clearcoatRadiance = vec3( 0.0 );
#endif`,lights_fragment_maps:`#if defined( RE_IndirectDiffuse )
	#ifdef USE_LIGHTMAP
		vec4 lightMapTexel = texture2D( lightMap, vLightMapUv );
		vec3 lightMapIrradiance = lightMapTexel.rgb * lightMapIntensity;
		irradiance += lightMapIrradiance;
	#endif
	#if defined( USE_ENVMAP ) && defined( ENVMAP_TYPE_PMREM )
		#if defined( STANDARD ) || defined( LAMBERT ) || defined( PHONG )
			iblIrradiance += getIBLIrradiance( geometryNormal );
		#endif
	#endif
#endif
#if defined( USE_ENVMAP ) && defined( RE_IndirectSpecular )
	#ifdef USE_ANISOTROPY
		vec3 iblRadiance = getIBLAnisotropyRadiance( geometryViewDir, geometryNormal, material.roughness, material.anisotropyB, material.anisotropy );
	#else
		vec3 iblRadiance = getIBLRadiance( geometryViewDir, geometryNormal, material.roughness );
	#endif
	#ifdef USE_RETROREFLECTION
		#ifdef USE_ANISOTROPY
			vec3 retroIBLRadiance = getIBLAnisotropyRetroRadiance( geometryViewDir, geometryNormal, material.roughness, material.anisotropyB, material.anisotropy );
		#else
			vec3 retroIBLRadiance = getIBLRetroRadiance( geometryViewDir, geometryNormal, material.roughness );
		#endif
		iblRadiance = mix( iblRadiance, retroIBLRadiance, saturate( material.retroreflectivity ) );
	#endif
	radiance += iblRadiance;
	#ifdef USE_CLEARCOAT
		clearcoatRadiance += getIBLRadiance( geometryViewDir, geometryClearcoatNormal, material.clearcoatRoughness );
	#endif
#endif`,lights_fragment_end:`#if defined( RE_IndirectDiffuse )
	#if defined( LAMBERT ) || defined( PHONG )
		irradiance += iblIrradiance;
	#endif
	RE_IndirectDiffuse( irradiance, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
#endif
#if defined( RE_IndirectSpecular )
	RE_IndirectSpecular( radiance, iblIrradiance, clearcoatRadiance, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
#endif`,lightprobes_pars_fragment:`#if NUM_LIGHT_PROBE_GRIDS > 0
uniform highp sampler3D probesSH[ NUM_LIGHT_PROBE_GRIDS ];
uniform vec3 probesMin[ NUM_LIGHT_PROBE_GRIDS ];
uniform vec3 probesMax[ NUM_LIGHT_PROBE_GRIDS ];
uniform vec3 probesResolution[ NUM_LIGHT_PROBE_GRIDS ];
bool isInsideLightProbeGrid( vec3 worldPos, vec3 worldNormal, vec3 probesMin, vec3 probesMax, vec3 probesResolution ) {
	vec3 spacing = ( probesMax - probesMin ) / probesResolution;
	vec3 samplePos = worldPos + worldNormal * spacing * 0.5;
	vec3 margin = spacing * 0.01;
	return all( greaterThanEqual( samplePos, probesMin - margin ) ) && all( lessThanEqual( samplePos, probesMax + margin ) );
}
vec3 getLightProbeGridIrradiance( highp sampler3D probesSH, vec3 probesMin, vec3 probesMax, vec3 probesResolution, vec3 worldPos, vec3 worldNormal ) {
	vec3 res = probesResolution;
	vec3 gridRange = probesMax - probesMin;
	vec3 probeSpacing = gridRange / res;
	vec3 samplePos = worldPos + worldNormal * probeSpacing * 0.5;
	vec3 uvw = clamp( ( samplePos - probesMin ) / gridRange, 0.5 / res, 1.0 - 0.5 / res );
	float nz          = res.z;
	float paddedSlices = nz + 2.0;
	float atlasDepth  = 7.0 * paddedSlices;
	float uvZBase     = uvw.z * nz + 1.0;
	vec4 s0 = texture( probesSH, vec3( uvw.xy, ( uvZBase                       ) / atlasDepth ) );
	vec4 s1 = texture( probesSH, vec3( uvw.xy, ( uvZBase +       paddedSlices   ) / atlasDepth ) );
	vec4 s2 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 2.0 * paddedSlices   ) / atlasDepth ) );
	vec4 s3 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 3.0 * paddedSlices   ) / atlasDepth ) );
	vec4 s4 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 4.0 * paddedSlices   ) / atlasDepth ) );
	vec4 s5 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 5.0 * paddedSlices   ) / atlasDepth ) );
	vec4 s6 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 6.0 * paddedSlices   ) / atlasDepth ) );
	vec3 c0 = s0.xyz;
	vec3 c1 = vec3( s0.w, s1.xy );
	vec3 c2 = vec3( s1.zw, s2.x );
	vec3 c3 = s2.yzw;
	vec3 c4 = s3.xyz;
	vec3 c5 = vec3( s3.w, s4.xy );
	vec3 c6 = vec3( s4.zw, s5.x );
	vec3 c7 = s5.yzw;
	vec3 c8 = s6.xyz;
	float x = worldNormal.x, y = worldNormal.y, z = worldNormal.z;
	vec3 result = c0 * 0.886227;
	result += c1 * 2.0 * 0.511664 * y;
	result += c2 * 2.0 * 0.511664 * z;
	result += c3 * 2.0 * 0.511664 * x;
	result += c4 * 2.0 * 0.429043 * x * y;
	result += c5 * 2.0 * 0.429043 * y * z;
	result += c6 * ( 0.743125 * z * z - 0.247708 );
	result += c7 * 2.0 * 0.429043 * x * z;
	result += c8 * 0.429043 * ( x * x - y * y );
	return max( result, vec3( 0.0 ) );
}
#endif`,logdepthbuf_fragment:`#if defined( USE_LOGARITHMIC_DEPTH_BUFFER )
	gl_FragDepth = vIsPerspective == 0.0 ? gl_FragCoord.z : log2( vFragDepth ) * logDepthBufFC * 0.5;
#endif`,logdepthbuf_pars_fragment:`#if defined( USE_LOGARITHMIC_DEPTH_BUFFER )
	uniform float logDepthBufFC;
	varying float vFragDepth;
	varying float vIsPerspective;
#endif`,logdepthbuf_pars_vertex:`#ifdef USE_LOGARITHMIC_DEPTH_BUFFER
	varying float vFragDepth;
	varying float vIsPerspective;
#endif`,logdepthbuf_vertex:`#ifdef USE_LOGARITHMIC_DEPTH_BUFFER
	vFragDepth = 1.0 + gl_Position.w;
	vIsPerspective = float( isPerspectiveMatrix( projectionMatrix ) );
#endif`,map_fragment:`#ifdef USE_MAP
	vec4 sampledDiffuseColor = texture2D( map, vMapUv );
	#ifdef DECODE_VIDEO_TEXTURE
		sampledDiffuseColor = sRGBTransferEOTF( sampledDiffuseColor );
	#endif
	diffuseColor *= sampledDiffuseColor;
#endif`,map_pars_fragment:`#ifdef USE_MAP
	uniform sampler2D map;
#endif`,map_particle_fragment:`#if defined( USE_MAP ) || defined( USE_ALPHAMAP )
	#if defined( USE_POINTS_UV )
		vec2 uv = vUv;
	#else
		vec2 uv = ( uvTransform * vec3( gl_PointCoord.x, 1.0 - gl_PointCoord.y, 1 ) ).xy;
	#endif
#endif
#ifdef USE_MAP
	diffuseColor *= texture2D( map, uv );
#endif
#ifdef USE_ALPHAMAP
	diffuseColor.a *= texture2D( alphaMap, uv ).g;
#endif`,map_particle_pars_fragment:`#if defined( USE_POINTS_UV )
	varying vec2 vUv;
#else
	#if defined( USE_MAP ) || defined( USE_ALPHAMAP )
		uniform mat3 uvTransform;
	#endif
#endif
#ifdef USE_MAP
	uniform sampler2D map;
#endif
#ifdef USE_ALPHAMAP
	uniform sampler2D alphaMap;
#endif`,metalnessmap_fragment:`float metalnessFactor = metalness;
#ifdef USE_METALNESSMAP
	vec4 texelMetalness = texture2D( metalnessMap, vMetalnessMapUv );
	metalnessFactor *= texelMetalness.b;
#endif`,metalnessmap_pars_fragment:`#ifdef USE_METALNESSMAP
	uniform sampler2D metalnessMap;
#endif`,morphinstance_vertex:`#ifdef USE_INSTANCING_MORPH
	float morphTargetInfluences[ MORPHTARGETS_COUNT ];
	float morphTargetBaseInfluence = texelFetch( morphTexture, ivec2( 0, gl_InstanceID ), 0 ).r;
	for ( int i = 0; i < MORPHTARGETS_COUNT; i ++ ) {
		morphTargetInfluences[i] =  texelFetch( morphTexture, ivec2( i + 1, gl_InstanceID ), 0 ).r;
	}
#endif`,morphcolor_vertex:`#if defined( USE_MORPHCOLORS )
	#if defined( USE_COLOR_ALPHA )
		vColor *= morphTargetBaseInfluence;
	#elif defined( USE_COLOR )
		vColor.rgb *= morphTargetBaseInfluence;
	#endif
	for ( int i = 0; i < MORPHTARGETS_COUNT; i ++ ) {
		#if defined( USE_COLOR_ALPHA )
			if ( morphTargetInfluences[ i ] != 0.0 ) vColor += getMorph( gl_VertexID, i, 2 ) * morphTargetInfluences[ i ];
		#elif defined( USE_COLOR )
			if ( morphTargetInfluences[ i ] != 0.0 ) vColor.rgb += getMorph( gl_VertexID, i, 2 ).rgb * morphTargetInfluences[ i ];
		#endif
	}
#endif`,morphnormal_vertex:`#ifdef USE_MORPHNORMALS
	objectNormal *= morphTargetBaseInfluence;
	for ( int i = 0; i < MORPHTARGETS_COUNT; i ++ ) {
		if ( morphTargetInfluences[ i ] != 0.0 ) objectNormal += getMorph( gl_VertexID, i, 1 ).xyz * morphTargetInfluences[ i ];
	}
#endif`,morphtarget_pars_vertex:`#ifdef USE_MORPHTARGETS
	#ifndef USE_INSTANCING_MORPH
		uniform float morphTargetBaseInfluence;
		uniform float morphTargetInfluences[ MORPHTARGETS_COUNT ];
	#endif
	uniform sampler2DArray morphTargetsTexture;
	uniform ivec2 morphTargetsTextureSize;
	vec4 getMorph( const in int vertexIndex, const in int morphTargetIndex, const in int offset ) {
		int texelIndex = vertexIndex * MORPHTARGETS_TEXTURE_STRIDE + offset;
		int y = texelIndex / morphTargetsTextureSize.x;
		int x = texelIndex - y * morphTargetsTextureSize.x;
		ivec3 morphUV = ivec3( x, y, morphTargetIndex );
		return texelFetch( morphTargetsTexture, morphUV, 0 );
	}
#endif`,morphtarget_vertex:`#ifdef USE_MORPHTARGETS
	transformed *= morphTargetBaseInfluence;
	for ( int i = 0; i < MORPHTARGETS_COUNT; i ++ ) {
		if ( morphTargetInfluences[ i ] != 0.0 ) transformed += getMorph( gl_VertexID, i, 0 ).xyz * morphTargetInfluences[ i ];
	}
#endif`,normal_fragment_begin:`float faceDirection = gl_FrontFacing ? 1.0 : - 1.0;
#ifdef FLAT_SHADED
	vec3 fdx = dFdx( vViewPosition );
	vec3 fdy = dFdy( vViewPosition );
	vec3 normal = normalize( cross( fdx, fdy ) );
#else
	vec3 normal = normalize( vNormal );
	#ifdef DOUBLE_SIDED
		normal *= faceDirection;
	#endif
#endif
#if defined( USE_NORMALMAP_TANGENTSPACE ) || defined( USE_CLEARCOAT_NORMALMAP ) || defined( USE_ANISOTROPY )
	#ifdef USE_TANGENT
		mat3 tbn = mat3( normalize( vTangent ), normalize( vBitangent ), normal );
	#else
		mat3 tbn = getTangentFrame( - vViewPosition, normal,
		#if defined( USE_NORMALMAP )
			vNormalMapUv
		#elif defined( USE_CLEARCOAT_NORMALMAP )
			vClearcoatNormalMapUv
		#else
			vUv
		#endif
		);
	#endif
	#ifdef DOUBLE_SIDED
		tbn[0] *= faceDirection;
		tbn[1] *= faceDirection;
	#endif
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	#ifdef USE_TANGENT
		mat3 tbn2 = mat3( normalize( vTangent ), normalize( vBitangent ), normal );
	#else
		mat3 tbn2 = getTangentFrame( - vViewPosition, normal, vClearcoatNormalMapUv );
	#endif
	#ifdef DOUBLE_SIDED
		tbn2[0] *= faceDirection;
		tbn2[1] *= faceDirection;
	#endif
#endif
vec3 nonPerturbedNormal = normal;`,normal_fragment_maps:`#ifdef USE_NORMALMAP_OBJECTSPACE
	normal = texture2D( normalMap, vNormalMapUv ).xyz * 2.0 - 1.0;
	#ifdef FLIP_SIDED
		normal = - normal;
	#endif
	#ifdef DOUBLE_SIDED
		normal = normal * faceDirection;
	#endif
	normal = normalize( normalMatrix * normal );
#elif defined( USE_NORMALMAP_TANGENTSPACE )
	vec3 mapN = texture2D( normalMap, vNormalMapUv ).xyz * 2.0 - 1.0;
	#if defined( USE_PACKED_NORMALMAP )
		mapN = vec3( mapN.xy, sqrt( saturate( 1.0 - dot( mapN.xy, mapN.xy ) ) ) );
	#endif
	mapN.xy *= normalScale;
	normal = normalize( tbn * mapN );
#elif defined( USE_BUMPMAP )
	normal = perturbNormalArb( - vViewPosition, normal, dHdxy_fwd(), faceDirection );
#endif`,normal_pars_fragment:`#ifndef FLAT_SHADED
	varying vec3 vNormal;
	#ifdef USE_TANGENT
		varying vec3 vTangent;
		varying vec3 vBitangent;
	#endif
#endif`,normal_pars_vertex:`#ifndef FLAT_SHADED
	varying vec3 vNormal;
	#ifdef USE_TANGENT
		varying vec3 vTangent;
		varying vec3 vBitangent;
	#endif
#endif`,normal_vertex:`#ifndef FLAT_SHADED
	vNormal = normalize( transformedNormal );
	#ifdef USE_TANGENT
		vTangent = normalize( transformedTangent );
		vBitangent = normalize( cross( vNormal, vTangent ) * tangent.w );
		#ifdef FLIP_SIDED
			vBitangent = - vBitangent;
		#endif
	#endif
#endif`,normalmap_pars_fragment:`#ifdef USE_NORMALMAP
	uniform sampler2D normalMap;
	uniform vec2 normalScale;
#endif
#ifdef USE_NORMALMAP_OBJECTSPACE
	uniform mat3 normalMatrix;
#endif
#if ! defined ( USE_TANGENT ) && ( defined ( USE_NORMALMAP_TANGENTSPACE ) || defined ( USE_CLEARCOAT_NORMALMAP ) || defined( USE_ANISOTROPY ) )
	mat3 getTangentFrame( vec3 eye_pos, vec3 surf_norm, vec2 uv ) {
		vec3 q0 = dFdx( eye_pos.xyz );
		vec3 q1 = dFdy( eye_pos.xyz );
		vec2 st0 = dFdx( uv.st );
		vec2 st1 = dFdy( uv.st );
		vec3 N = surf_norm;
		vec3 q1perp = cross( q1, N );
		vec3 q0perp = cross( N, q0 );
		vec3 T = q1perp * st0.x + q0perp * st1.x;
		vec3 B = q1perp * st0.y + q0perp * st1.y;
		float det = max( dot( T, T ), dot( B, B ) );
		float scale = ( det == 0.0 ) ? 0.0 : inversesqrt( det );
		return mat3( T * scale, B * scale, N );
	}
#endif`,clearcoat_normal_fragment_begin:`#ifdef USE_CLEARCOAT
	vec3 clearcoatNormal = nonPerturbedNormal;
#endif`,clearcoat_normal_fragment_maps:`#ifdef USE_CLEARCOAT_NORMALMAP
	vec3 clearcoatMapN = texture2D( clearcoatNormalMap, vClearcoatNormalMapUv ).xyz * 2.0 - 1.0;
	clearcoatMapN.xy *= clearcoatNormalScale;
	clearcoatNormal = normalize( tbn2 * clearcoatMapN );
#endif`,clearcoat_pars_fragment:`#ifdef USE_CLEARCOATMAP
	uniform sampler2D clearcoatMap;
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	uniform sampler2D clearcoatNormalMap;
	uniform vec2 clearcoatNormalScale;
#endif
#ifdef USE_CLEARCOAT_ROUGHNESSMAP
	uniform sampler2D clearcoatRoughnessMap;
#endif`,iridescence_pars_fragment:`#ifdef USE_IRIDESCENCEMAP
	uniform sampler2D iridescenceMap;
#endif
#ifdef USE_IRIDESCENCE_THICKNESSMAP
	uniform sampler2D iridescenceThicknessMap;
#endif`,opaque_fragment:`#ifdef OPAQUE
diffuseColor.a = 1.0;
#endif
#ifdef USE_TRANSMISSION
diffuseColor.a *= material.transmissionAlpha;
#endif
gl_FragColor = vec4( outgoingLight, diffuseColor.a );`,packing:`vec3 packNormalToRGB( const in vec3 normal ) {
	return normalize( normal ) * 0.5 + 0.5;
}
vec3 unpackRGBToNormal( const in vec3 rgb ) {
	return 2.0 * rgb.xyz - 1.0;
}
const float PackUpscale = 256. / 255.;const float UnpackDownscale = 255. / 256.;const float ShiftRight8 = 1. / 256.;
const float Inv255 = 1. / 255.;
const vec4 PackFactors = vec4( 1.0, 256.0, 256.0 * 256.0, 256.0 * 256.0 * 256.0 );
const vec2 UnpackFactors2 = vec2( UnpackDownscale, 1.0 / PackFactors.g );
const vec3 UnpackFactors3 = vec3( UnpackDownscale / PackFactors.rg, 1.0 / PackFactors.b );
const vec4 UnpackFactors4 = vec4( UnpackDownscale / PackFactors.rgb, 1.0 / PackFactors.a );
vec4 packDepthToRGBA( const in float v ) {
	if( v <= 0.0 )
		return vec4( 0., 0., 0., 0. );
	if( v >= 1.0 )
		return vec4( 1., 1., 1., 1. );
	float vuf;
	float af = modf( v * PackFactors.a, vuf );
	float bf = modf( vuf * ShiftRight8, vuf );
	float gf = modf( vuf * ShiftRight8, vuf );
	return vec4( vuf * Inv255, gf * PackUpscale, bf * PackUpscale, af );
}
vec3 packDepthToRGB( const in float v ) {
	if( v <= 0.0 )
		return vec3( 0., 0., 0. );
	if( v >= 1.0 )
		return vec3( 1., 1., 1. );
	float vuf;
	float bf = modf( v * PackFactors.b, vuf );
	float gf = modf( vuf * ShiftRight8, vuf );
	return vec3( vuf * Inv255, gf * PackUpscale, bf );
}
vec2 packDepthToRG( const in float v ) {
	if( v <= 0.0 )
		return vec2( 0., 0. );
	if( v >= 1.0 )
		return vec2( 1., 1. );
	float vuf;
	float gf = modf( v * 256., vuf );
	return vec2( vuf * Inv255, gf );
}
float unpackRGBAToDepth( const in vec4 v ) {
	return dot( v, UnpackFactors4 );
}
float unpackRGBToDepth( const in vec3 v ) {
	return dot( v, UnpackFactors3 );
}
float unpackRGToDepth( const in vec2 v ) {
	return v.r * UnpackFactors2.r + v.g * UnpackFactors2.g;
}
vec4 pack2HalfToRGBA( const in vec2 v ) {
	vec4 r = vec4( v.x, fract( v.x * 255.0 ), v.y, fract( v.y * 255.0 ) );
	return vec4( r.x - r.y / 255.0, r.y, r.z - r.w / 255.0, r.w );
}
vec2 unpackRGBATo2Half( const in vec4 v ) {
	return vec2( v.x + ( v.y / 255.0 ), v.z + ( v.w / 255.0 ) );
}
float viewZToOrthographicDepth( const in float viewZ, const in float near, const in float far ) {
	return ( viewZ + near ) / ( near - far );
}
float orthographicDepthToViewZ( const in float depth, const in float near, const in float far ) {
	#ifdef USE_REVERSED_DEPTH_BUFFER
	
		return depth * ( far - near ) - far;
	#else
		return depth * ( near - far ) - near;
	#endif
}
float viewZToPerspectiveDepth( const in float viewZ, const in float near, const in float far ) {
	return ( ( near + viewZ ) * far ) / ( ( far - near ) * viewZ );
}
float perspectiveDepthToViewZ( const in float depth, const in float near, const in float far ) {
	
	#ifdef USE_REVERSED_DEPTH_BUFFER
		return ( near * far ) / ( ( near - far ) * depth - near );
	#else
		return ( near * far ) / ( ( far - near ) * depth - far );
	#endif
}`,premultiplied_alpha_fragment:`#ifdef PREMULTIPLIED_ALPHA
	gl_FragColor.rgb *= gl_FragColor.a;
#endif`,project_vertex:`vec4 mvPosition = vec4( transformed, 1.0 );
#ifdef USE_BATCHING
	mvPosition = batchingMatrix * mvPosition;
#endif
#ifdef USE_INSTANCING
	mvPosition = instanceMatrix * mvPosition;
#endif
mvPosition = modelViewMatrix * mvPosition;
gl_Position = projectionMatrix * mvPosition;`,dithering_fragment:`#ifdef DITHERING
	gl_FragColor.rgb = dithering( gl_FragColor.rgb );
#endif`,dithering_pars_fragment:`#ifdef DITHERING
	vec3 dithering( vec3 color ) {
		float grid_position = rand( gl_FragCoord.xy );
		vec3 dither_shift_RGB = vec3( 0.25 / 255.0, -0.25 / 255.0, 0.25 / 255.0 );
		dither_shift_RGB = mix( 2.0 * dither_shift_RGB, -2.0 * dither_shift_RGB, grid_position );
		return color + dither_shift_RGB;
	}
#endif`,roughnessmap_fragment:`float roughnessFactor = roughness;
#ifdef USE_ROUGHNESSMAP
	vec4 texelRoughness = texture2D( roughnessMap, vRoughnessMapUv );
	roughnessFactor *= texelRoughness.g;
#endif`,roughnessmap_pars_fragment:`#ifdef USE_ROUGHNESSMAP
	uniform sampler2D roughnessMap;
#endif`,shadowmap_pars_fragment:`#if NUM_SPOT_LIGHT_COORDS > 0
	varying vec4 vSpotLightCoord[ NUM_SPOT_LIGHT_COORDS ];
#endif
#if NUM_SPOT_LIGHT_MAPS > 0
	uniform sampler2D spotLightMap[ NUM_SPOT_LIGHT_MAPS ];
#endif
#ifdef USE_SHADOWMAP
	#if NUM_SUN_LIGHT_SHADOWS > 0
		#define SUN_LIGHT_CASCADES 2
		#if defined( SHADOWMAP_TYPE_PCF )
			uniform sampler2DShadow sunShadowMap[ NUM_SUN_LIGHT_SHADOWS ];
		#else
			uniform sampler2D sunShadowMap[ NUM_SUN_LIGHT_SHADOWS ];
		#endif
		uniform mat4 sunShadowMatrix[ NUM_SUN_LIGHT_SHADOWS * SUN_LIGHT_CASCADES ];
		uniform vec4 sunShadowCascade[ NUM_SUN_LIGHT_SHADOWS * SUN_LIGHT_CASCADES ];
		varying vec4 vSunShadowWorldPosition;
		varying vec3 vSunShadowWorldNormal;
		struct SunLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform SunLightShadow sunLightShadows[ NUM_SUN_LIGHT_SHADOWS ];
	#endif
	#if NUM_DIR_LIGHT_SHADOWS > 0
		#if defined( SHADOWMAP_TYPE_PCF )
			uniform sampler2DShadow directionalShadowMap[ NUM_DIR_LIGHT_SHADOWS ];
		#else
			uniform sampler2D directionalShadowMap[ NUM_DIR_LIGHT_SHADOWS ];
		#endif
		varying vec4 vDirectionalShadowCoord[ NUM_DIR_LIGHT_SHADOWS ];
		struct DirectionalLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform DirectionalLightShadow directionalLightShadows[ NUM_DIR_LIGHT_SHADOWS ];
	#endif
	#if NUM_SPOT_LIGHT_SHADOWS > 0
		#if defined( SHADOWMAP_TYPE_PCF )
			uniform sampler2DShadow spotShadowMap[ NUM_SPOT_LIGHT_SHADOWS ];
		#else
			uniform sampler2D spotShadowMap[ NUM_SPOT_LIGHT_SHADOWS ];
		#endif
		struct SpotLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform SpotLightShadow spotLightShadows[ NUM_SPOT_LIGHT_SHADOWS ];
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0
		#if defined( SHADOWMAP_TYPE_PCF )
			uniform samplerCubeShadow pointShadowMap[ NUM_POINT_LIGHT_SHADOWS ];
		#elif defined( SHADOWMAP_TYPE_BASIC )
			uniform samplerCube pointShadowMap[ NUM_POINT_LIGHT_SHADOWS ];
		#endif
		varying vec4 vPointShadowCoord[ NUM_POINT_LIGHT_SHADOWS ];
		struct PointLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
			float shadowCameraNear;
			float shadowCameraFar;
		};
		uniform PointLightShadow pointLightShadows[ NUM_POINT_LIGHT_SHADOWS ];
	#endif
	#if defined( SHADOWMAP_TYPE_PCF )
		float interleavedGradientNoise( vec2 position ) {
			return fract( 52.9829189 * fract( dot( position, vec2( 0.06711056, 0.00583715 ) ) ) );
		}
		vec2 vogelDiskSample( int sampleIndex, int samplesCount, float phi ) {
			const float goldenAngle = 2.399963229728653;
			float r = sqrt( ( float( sampleIndex ) + 0.5 ) / float( samplesCount ) );
			float theta = float( sampleIndex ) * goldenAngle + phi;
			return vec2( cos( theta ), sin( theta ) ) * r;
		}
	#endif
	#if defined( SHADOWMAP_TYPE_PCF )
		float getShadow( sampler2DShadow shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord ) {
			float shadow = 1.0;
			shadowCoord.xyz /= shadowCoord.w;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				shadowCoord.z -= shadowBias;
			#else
				shadowCoord.z += shadowBias;
			#endif
			bool inFrustum = shadowCoord.x >= 0.0 && shadowCoord.x <= 1.0 && shadowCoord.y >= 0.0 && shadowCoord.y <= 1.0;
			bool frustumTest = inFrustum && shadowCoord.z <= 1.0;
			if ( frustumTest ) {
				vec2 texelSize = vec2( 1.0 ) / shadowMapSize;
				vec2 radius = shadowRadius * texelSize;
				float phi = interleavedGradientNoise( gl_FragCoord.xy ) * PI2;
				shadow = (
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 0, 5, phi ) * radius, shadowCoord.z ) ) +
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 1, 5, phi ) * radius, shadowCoord.z ) ) +
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 2, 5, phi ) * radius, shadowCoord.z ) ) +
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 3, 5, phi ) * radius, shadowCoord.z ) ) +
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 4, 5, phi ) * radius, shadowCoord.z ) )
				) * 0.2;
			}
			return mix( 1.0, shadow, shadowIntensity );
		}
	#elif defined( SHADOWMAP_TYPE_VSM )
		float getShadow( sampler2D shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord ) {
			float shadow = 1.0;
			shadowCoord.xyz /= shadowCoord.w;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				shadowCoord.z -= shadowBias;
			#else
				shadowCoord.z += shadowBias;
			#endif
			bool inFrustum = shadowCoord.x >= 0.0 && shadowCoord.x <= 1.0 && shadowCoord.y >= 0.0 && shadowCoord.y <= 1.0;
			bool frustumTest = inFrustum && shadowCoord.z <= 1.0;
			if ( frustumTest ) {
				vec2 distribution = texture2D( shadowMap, shadowCoord.xy ).rg;
				float mean = distribution.x;
				float variance = distribution.y * distribution.y;
				#ifdef USE_REVERSED_DEPTH_BUFFER
					float hard_shadow = step( mean, shadowCoord.z );
				#else
					float hard_shadow = step( shadowCoord.z, mean );
				#endif
				
				if ( hard_shadow == 1.0 ) {
					shadow = 1.0;
				} else {
					variance = max( variance, 0.0000001 );
					float d = shadowCoord.z - mean;
					float p_max = variance / ( variance + d * d );
					p_max = clamp( ( p_max - 0.3 ) / 0.65, 0.0, 1.0 );
					shadow = max( hard_shadow, p_max );
				}
			}
			return mix( 1.0, shadow, shadowIntensity );
		}
	#else
		float getShadow( sampler2D shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord ) {
			float shadow = 1.0;
			shadowCoord.xyz /= shadowCoord.w;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				shadowCoord.z -= shadowBias;
			#else
				shadowCoord.z += shadowBias;
			#endif
			bool inFrustum = shadowCoord.x >= 0.0 && shadowCoord.x <= 1.0 && shadowCoord.y >= 0.0 && shadowCoord.y <= 1.0;
			bool frustumTest = inFrustum && shadowCoord.z <= 1.0;
			if ( frustumTest ) {
				float depth = texture2D( shadowMap, shadowCoord.xy ).r;
				#ifdef USE_REVERSED_DEPTH_BUFFER
					shadow = step( depth, shadowCoord.z );
				#else
					shadow = step( shadowCoord.z, depth );
				#endif
			}
			return mix( 1.0, shadow, shadowIntensity );
		}
	#endif
	#if NUM_SUN_LIGHT_SHADOWS > 0
		float getSunShadow(
			#if defined( SHADOWMAP_TYPE_PCF )
				sampler2DShadow shadowMap,
			#else
				sampler2D shadowMap,
			#endif
			SunLightShadow sunLightShadow,
			int shadowIndex
		) {
			vec4 shadowWorldPosition = vec4( vSunShadowWorldPosition.xyz + vSunShadowWorldNormal * sunLightShadow.shadowNormalBias, 1.0 );
			float viewDepth = vSunShadowWorldPosition.w;
			int cascadeOffset = shadowIndex * SUN_LIGHT_CASCADES;
			float shadow = 1.0;
			for ( int i = SUN_LIGHT_CASCADES - 1; i >= 0; i -- ) {
				vec4 cascade = sunShadowCascade[ cascadeOffset + i ];
				if ( viewDepth >= cascade.x && viewDepth < cascade.y ) {
					float cascadeShadow = getShadow(
						shadowMap,
						sunLightShadow.shadowMapSize,
						sunLightShadow.shadowIntensity,
						sunLightShadow.shadowBias,
						sunLightShadow.shadowRadius,
						sunShadowMatrix[ cascadeOffset + i ] * shadowWorldPosition
					);
					shadow = mix( cascadeShadow, shadow, smoothstep( cascade.z, cascade.y, viewDepth ) );
				}
			}
			return shadow;
		}
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0
	#if defined( SHADOWMAP_TYPE_PCF )
	float getPointShadow( samplerCubeShadow shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord, float shadowCameraNear, float shadowCameraFar ) {
		float shadow = 1.0;
		vec3 lightToPosition = shadowCoord.xyz;
		vec3 bd3D = normalize( lightToPosition );
		vec3 absVec = abs( lightToPosition );
		float viewSpaceZ = max( max( absVec.x, absVec.y ), absVec.z );
		if ( viewSpaceZ - shadowCameraFar <= 0.0 && viewSpaceZ - shadowCameraNear >= 0.0 ) {
			float lightDistance = length( lightToPosition );
			float depthRange = shadowCameraFar - shadowCameraNear;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				float depthA = - shadowCameraNear / depthRange - shadowBias;
				float depthB = shadowCameraNear * shadowCameraFar / ( depthRange * lightDistance );
			#else
				float depthA = shadowCameraFar / depthRange + shadowBias;
				float depthB = - shadowCameraNear * shadowCameraFar / ( depthRange * lightDistance );
			#endif
			float texelSize = shadowRadius / shadowMapSize.x;
			vec3 absDir = abs( bd3D );
			vec3 tangent = absDir.x > absDir.z ? vec3( 0.0, 1.0, 0.0 ) : vec3( 1.0, 0.0, 0.0 );
			tangent = normalize( cross( bd3D, tangent ) );
			vec3 bitangent = cross( bd3D, tangent );
			float phi = interleavedGradientNoise( gl_FragCoord.xy ) * PI2;
			shadow = 0.0;
			for ( int i = 0; i < 5; i ++ ) {
				vec2 offset = vogelDiskSample( i, 5, phi );
				vec3 direction = bd3D + ( tangent * offset.x + bitangent * offset.y ) * texelSize;
				vec3 absDirection = abs( direction );
				float dp = depthA + depthB / max( max( absDirection.x, absDirection.y ), absDirection.z );
				shadow += texture( shadowMap, vec4( direction, dp ) );
			}
			shadow *= 0.2;
		}
		return mix( 1.0, shadow, shadowIntensity );
	}
	#elif defined( SHADOWMAP_TYPE_BASIC )
	float getPointShadow( samplerCube shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord, float shadowCameraNear, float shadowCameraFar ) {
		float shadow = 1.0;
		vec3 lightToPosition = shadowCoord.xyz;
		vec3 absVec = abs( lightToPosition );
		float viewSpaceZ = max( max( absVec.x, absVec.y ), absVec.z );
		if ( viewSpaceZ - shadowCameraFar <= 0.0 && viewSpaceZ - shadowCameraNear >= 0.0 ) {
			float dp = ( shadowCameraFar * ( viewSpaceZ - shadowCameraNear ) ) / ( viewSpaceZ * ( shadowCameraFar - shadowCameraNear ) );
			dp += shadowBias;
			vec3 bd3D = normalize( lightToPosition );
			float depth = textureCube( shadowMap, bd3D ).r;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				depth = 1.0 - depth;
			#endif
			shadow = step( dp, depth );
		}
		return mix( 1.0, shadow, shadowIntensity );
	}
	#endif
	#endif
#endif`,shadowmap_pars_vertex:`#if NUM_SPOT_LIGHT_COORDS > 0
	uniform mat4 spotLightMatrix[ NUM_SPOT_LIGHT_COORDS ];
	varying vec4 vSpotLightCoord[ NUM_SPOT_LIGHT_COORDS ];
#endif
#ifdef USE_SHADOWMAP
	#if NUM_SUN_LIGHT_SHADOWS > 0
		varying vec4 vSunShadowWorldPosition;
		varying vec3 vSunShadowWorldNormal;
	#endif
	#if NUM_DIR_LIGHT_SHADOWS > 0
		uniform mat4 directionalShadowMatrix[ NUM_DIR_LIGHT_SHADOWS ];
		varying vec4 vDirectionalShadowCoord[ NUM_DIR_LIGHT_SHADOWS ];
		struct DirectionalLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform DirectionalLightShadow directionalLightShadows[ NUM_DIR_LIGHT_SHADOWS ];
	#endif
	#if NUM_SPOT_LIGHT_SHADOWS > 0
		struct SpotLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform SpotLightShadow spotLightShadows[ NUM_SPOT_LIGHT_SHADOWS ];
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0
		uniform mat4 pointShadowMatrix[ NUM_POINT_LIGHT_SHADOWS ];
		varying vec4 vPointShadowCoord[ NUM_POINT_LIGHT_SHADOWS ];
		struct PointLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
			float shadowCameraNear;
			float shadowCameraFar;
		};
		uniform PointLightShadow pointLightShadows[ NUM_POINT_LIGHT_SHADOWS ];
	#endif
#endif`,shadowmap_vertex:`#if ( defined( USE_SHADOWMAP ) && ( NUM_DIR_LIGHT_SHADOWS > 0 || NUM_SUN_LIGHT_SHADOWS > 0 || NUM_POINT_LIGHT_SHADOWS > 0 ) ) || ( NUM_SPOT_LIGHT_COORDS > 0 )
	#ifdef HAS_NORMAL
		vec3 shadowWorldNormal = transformNormalByInverseViewMatrix( transformedNormal, viewMatrix );
	#else
		vec3 shadowWorldNormal = vec3( 0.0 );
	#endif
	vec4 shadowWorldPosition;
#endif
#if defined( USE_SHADOWMAP )
	#if NUM_SUN_LIGHT_SHADOWS > 0
		vSunShadowWorldPosition = vec4( worldPosition.xyz, - mvPosition.z );
		vSunShadowWorldNormal = shadowWorldNormal;
	#endif
	#if NUM_DIR_LIGHT_SHADOWS > 0
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_DIR_LIGHT_SHADOWS; i ++ ) {
			shadowWorldPosition = worldPosition + vec4( shadowWorldNormal * directionalLightShadows[ i ].shadowNormalBias, 0 );
			vDirectionalShadowCoord[ i ] = directionalShadowMatrix[ i ] * shadowWorldPosition;
		}
		#pragma unroll_loop_end
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_POINT_LIGHT_SHADOWS; i ++ ) {
			shadowWorldPosition = worldPosition + vec4( shadowWorldNormal * pointLightShadows[ i ].shadowNormalBias, 0 );
			vPointShadowCoord[ i ] = pointShadowMatrix[ i ] * shadowWorldPosition;
		}
		#pragma unroll_loop_end
	#endif
#endif
#if NUM_SPOT_LIGHT_COORDS > 0
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SPOT_LIGHT_COORDS; i ++ ) {
		shadowWorldPosition = worldPosition;
		#if ( defined( USE_SHADOWMAP ) && UNROLLED_LOOP_INDEX < NUM_SPOT_LIGHT_SHADOWS )
			shadowWorldPosition.xyz += shadowWorldNormal * spotLightShadows[ i ].shadowNormalBias;
		#endif
		vSpotLightCoord[ i ] = spotLightMatrix[ i ] * shadowWorldPosition;
	}
	#pragma unroll_loop_end
#endif`,shadowmask_pars_fragment:`float getShadowMask() {
	float shadow = 1.0;
	#ifdef USE_SHADOWMAP
	#if NUM_SUN_LIGHT_SHADOWS > 0
	SunLightShadow sunLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SUN_LIGHT_SHADOWS; i ++ ) {
		sunLight = sunLightShadows[ i ];
		shadow *= receiveShadow ? getSunShadow( sunShadowMap[ i ], sunLight, UNROLLED_LOOP_INDEX ) : 1.0;
	}
	#pragma unroll_loop_end
	#endif
	#if NUM_DIR_LIGHT_SHADOWS > 0
	DirectionalLightShadow directionalLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_DIR_LIGHT_SHADOWS; i ++ ) {
		directionalLight = directionalLightShadows[ i ];
		shadow *= receiveShadow ? getShadow( directionalShadowMap[ i ], directionalLight.shadowMapSize, directionalLight.shadowIntensity, directionalLight.shadowBias, directionalLight.shadowRadius, vDirectionalShadowCoord[ i ] ) : 1.0;
	}
	#pragma unroll_loop_end
	#endif
	#if NUM_SPOT_LIGHT_SHADOWS > 0
	SpotLightShadow spotLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SPOT_LIGHT_SHADOWS; i ++ ) {
		spotLight = spotLightShadows[ i ];
		shadow *= receiveShadow ? getShadow( spotShadowMap[ i ], spotLight.shadowMapSize, spotLight.shadowIntensity, spotLight.shadowBias, spotLight.shadowRadius, vSpotLightCoord[ i ] ) : 1.0;
	}
	#pragma unroll_loop_end
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0 && ( defined( SHADOWMAP_TYPE_PCF ) || defined( SHADOWMAP_TYPE_BASIC ) )
	PointLightShadow pointLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_POINT_LIGHT_SHADOWS; i ++ ) {
		pointLight = pointLightShadows[ i ];
		shadow *= receiveShadow ? getPointShadow( pointShadowMap[ i ], pointLight.shadowMapSize, pointLight.shadowIntensity, pointLight.shadowBias, pointLight.shadowRadius, vPointShadowCoord[ i ], pointLight.shadowCameraNear, pointLight.shadowCameraFar ) : 1.0;
	}
	#pragma unroll_loop_end
	#endif
	#endif
	return shadow;
}`,skinbase_vertex:`#ifdef USE_SKINNING
	mat4 boneMatX = getBoneMatrix( skinIndex.x );
	mat4 boneMatY = getBoneMatrix( skinIndex.y );
	mat4 boneMatZ = getBoneMatrix( skinIndex.z );
	mat4 boneMatW = getBoneMatrix( skinIndex.w );
#endif`,skinning_pars_vertex:`#ifdef USE_SKINNING
	uniform mat4 bindMatrix;
	uniform mat4 bindMatrixInverse;
	uniform highp sampler2D boneTexture;
	mat4 getBoneMatrix( const in float i ) {
		int size = textureSize( boneTexture, 0 ).x;
		int j = int( i ) * 4;
		int x = j % size;
		int y = j / size;
		vec4 v1 = texelFetch( boneTexture, ivec2( x, y ), 0 );
		vec4 v2 = texelFetch( boneTexture, ivec2( x + 1, y ), 0 );
		vec4 v3 = texelFetch( boneTexture, ivec2( x + 2, y ), 0 );
		vec4 v4 = texelFetch( boneTexture, ivec2( x + 3, y ), 0 );
		return mat4( v1, v2, v3, v4 );
	}
#endif`,skinning_vertex:`#ifdef USE_SKINNING
	vec4 skinVertex = bindMatrix * vec4( transformed, 1.0 );
	vec4 skinned = vec4( 0.0 );
	skinned += boneMatX * skinVertex * skinWeight.x;
	skinned += boneMatY * skinVertex * skinWeight.y;
	skinned += boneMatZ * skinVertex * skinWeight.z;
	skinned += boneMatW * skinVertex * skinWeight.w;
	transformed = ( bindMatrixInverse * skinned ).xyz;
#endif`,skinnormal_vertex:`#ifdef USE_SKINNING
	mat4 skinMatrix = mat4( 0.0 );
	skinMatrix += skinWeight.x * boneMatX;
	skinMatrix += skinWeight.y * boneMatY;
	skinMatrix += skinWeight.z * boneMatZ;
	skinMatrix += skinWeight.w * boneMatW;
	skinMatrix = bindMatrixInverse * skinMatrix * bindMatrix;
	objectNormal = vec4( skinMatrix * vec4( objectNormal, 0.0 ) ).xyz;
	#ifdef USE_TANGENT
		objectTangent = vec4( skinMatrix * vec4( objectTangent, 0.0 ) ).xyz;
	#endif
#endif`,specularmap_fragment:`float specularStrength;
#ifdef USE_SPECULARMAP
	vec4 texelSpecular = texture2D( specularMap, vSpecularMapUv );
	specularStrength = texelSpecular.r;
#else
	specularStrength = 1.0;
#endif`,specularmap_pars_fragment:`#ifdef USE_SPECULARMAP
	uniform sampler2D specularMap;
#endif`,tonemapping_fragment:`#if defined( TONE_MAPPING )
	gl_FragColor.rgb = toneMapping( gl_FragColor.rgb );
#endif`,tonemapping_pars_fragment:`#ifndef saturate
#define saturate( a ) clamp( a, 0.0, 1.0 )
#endif
uniform float toneMappingExposure;
vec3 LinearToneMapping( vec3 color ) {
	return saturate( toneMappingExposure * color );
}
vec3 ReinhardToneMapping( vec3 color ) {
	color *= toneMappingExposure;
	return saturate( color / ( vec3( 1.0 ) + color ) );
}
vec3 CineonToneMapping( vec3 color ) {
	color *= toneMappingExposure;
	color = max( vec3( 0.0 ), color - 0.004 );
	return pow( ( color * ( 6.2 * color + 0.5 ) ) / ( color * ( 6.2 * color + 1.7 ) + 0.06 ), vec3( 2.2 ) );
}
vec3 RRTAndODTFit( vec3 v ) {
	vec3 a = v * ( v + 0.0245786 ) - 0.000090537;
	vec3 b = v * ( 0.983729 * v + 0.4329510 ) + 0.238081;
	return a / b;
}
vec3 ACESFilmicToneMapping( vec3 color ) {
	const mat3 ACESInputMat = mat3(
		vec3( 0.59719, 0.07600, 0.02840 ),		vec3( 0.35458, 0.90834, 0.13383 ),
		vec3( 0.04823, 0.01566, 0.83777 )
	);
	const mat3 ACESOutputMat = mat3(
		vec3(  1.60475, -0.10208, -0.00327 ),		vec3( -0.53108,  1.10813, -0.07276 ),
		vec3( -0.07367, -0.00605,  1.07602 )
	);
	color *= toneMappingExposure / 0.6;
	color = ACESInputMat * color;
	color = RRTAndODTFit( color );
	color = ACESOutputMat * color;
	return saturate( color );
}
const mat3 LINEAR_REC2020_TO_LINEAR_SRGB = mat3(
	vec3( 1.6605, - 0.1246, - 0.0182 ),
	vec3( - 0.5876, 1.1329, - 0.1006 ),
	vec3( - 0.0728, - 0.0083, 1.1187 )
);
const mat3 LINEAR_SRGB_TO_LINEAR_REC2020 = mat3(
	vec3( 0.6274, 0.0691, 0.0164 ),
	vec3( 0.3293, 0.9195, 0.0880 ),
	vec3( 0.0433, 0.0113, 0.8956 )
);
vec3 agxDefaultContrastApprox( vec3 x ) {
	vec3 x2 = x * x;
	vec3 x4 = x2 * x2;
	return + 15.5 * x4 * x2
		- 40.14 * x4 * x
		+ 31.96 * x4
		- 6.868 * x2 * x
		+ 0.4298 * x2
		+ 0.1191 * x
		- 0.00232;
}
vec3 AgXToneMapping( vec3 color ) {
	const mat3 AgXInsetMatrix = mat3(
		vec3( 0.856627153315983, 0.137318972929847, 0.11189821299995 ),
		vec3( 0.0951212405381588, 0.761241990602591, 0.0767994186031903 ),
		vec3( 0.0482516061458583, 0.101439036467562, 0.811302368396859 )
	);
	const mat3 AgXOutsetMatrix = mat3(
		vec3( 1.1271005818144368, - 0.1413297634984383, - 0.14132976349843826 ),
		vec3( - 0.11060664309660323, 1.157823702216272, - 0.11060664309660294 ),
		vec3( - 0.016493938717834573, - 0.016493938717834257, 1.2519364065950405 )
	);
	const float AgxMinEv = - 12.47393;	const float AgxMaxEv = 4.026069;
	color *= toneMappingExposure;
	color = LINEAR_SRGB_TO_LINEAR_REC2020 * color;
	color = AgXInsetMatrix * color;
	color = max( color, 1e-10 );	color = log2( color );
	color = ( color - AgxMinEv ) / ( AgxMaxEv - AgxMinEv );
	color = clamp( color, 0.0, 1.0 );
	color = agxDefaultContrastApprox( color );
	color = AgXOutsetMatrix * color;
	color = pow( max( vec3( 0.0 ), color ), vec3( 2.2 ) );
	color = LINEAR_REC2020_TO_LINEAR_SRGB * color;
	color = clamp( color, 0.0, 1.0 );
	return color;
}
vec3 NeutralToneMapping( vec3 color ) {
	const float StartCompression = 0.8 - 0.04;
	const float Desaturation = 0.15;
	color *= toneMappingExposure;
	float x = min( color.r, min( color.g, color.b ) );
	float offset = x < 0.08 ? x - 6.25 * x * x : 0.04;
	color -= offset;
	float peak = max( color.r, max( color.g, color.b ) );
	if ( peak < StartCompression ) return color;
	float d = 1. - StartCompression;
	float newPeak = 1. - d * d / ( peak + d - StartCompression );
	color *= newPeak / peak;
	float g = 1. - 1. / ( Desaturation * ( peak - newPeak ) + 1. );
	return mix( color, vec3( newPeak ), g );
}
vec3 CustomToneMapping( vec3 color ) { return color; }`,transmission_fragment:`#ifdef USE_TRANSMISSION
	material.transmission = transmission;
	material.transmissionAlpha = 1.0;
	material.thickness = thickness;
	material.attenuationDistance = attenuationDistance;
	material.attenuationColor = attenuationColor;
	#ifdef USE_TRANSMISSIONMAP
		material.transmission *= texture2D( transmissionMap, vTransmissionMapUv ).r;
	#endif
	#ifdef USE_THICKNESSMAP
		material.thickness *= texture2D( thicknessMap, vThicknessMapUv ).g;
	#endif
	vec3 pos = vWorldPosition;
	vec3 v = normalize( cameraPosition - pos );
	vec3 n = transformNormalByInverseViewMatrix( normal, viewMatrix );
	vec4 transmitted = getIBLVolumeRefraction(
		n, v, material.roughness, material.diffuseContribution, material.specularColorBlended, material.specularF90,
		pos, modelMatrix, viewMatrix, projectionMatrix, material.dispersion, material.ior, material.thickness,
		material.attenuationColor, material.attenuationDistance );
	material.transmissionAlpha = mix( material.transmissionAlpha, transmitted.a, material.transmission );
	totalDiffuse = mix( totalDiffuse, transmitted.rgb, material.transmission );
#endif`,transmission_pars_fragment:`#ifdef USE_TRANSMISSION
	uniform float transmission;
	uniform float thickness;
	uniform float attenuationDistance;
	uniform vec3 attenuationColor;
	#ifdef USE_TRANSMISSIONMAP
		uniform sampler2D transmissionMap;
	#endif
	#ifdef USE_THICKNESSMAP
		uniform sampler2D thicknessMap;
	#endif
	uniform vec2 transmissionSamplerSize;
	uniform sampler2D transmissionSamplerMap;
	uniform mat4 modelMatrix;
	uniform mat4 projectionMatrix;
	varying vec3 vWorldPosition;
	float w0( float a ) {
		return ( 1.0 / 6.0 ) * ( a * ( a * ( - a + 3.0 ) - 3.0 ) + 1.0 );
	}
	float w1( float a ) {
		return ( 1.0 / 6.0 ) * ( a *  a * ( 3.0 * a - 6.0 ) + 4.0 );
	}
	float w2( float a ){
		return ( 1.0 / 6.0 ) * ( a * ( a * ( - 3.0 * a + 3.0 ) + 3.0 ) + 1.0 );
	}
	float w3( float a ) {
		return ( 1.0 / 6.0 ) * ( a * a * a );
	}
	float g0( float a ) {
		return w0( a ) + w1( a );
	}
	float g1( float a ) {
		return w2( a ) + w3( a );
	}
	float h0( float a ) {
		return - 1.0 + w1( a ) / ( w0( a ) + w1( a ) );
	}
	float h1( float a ) {
		return 1.0 + w3( a ) / ( w2( a ) + w3( a ) );
	}
	vec4 bicubic( sampler2D tex, vec2 uv, vec4 texelSize, float lod ) {
		uv = uv * texelSize.zw + 0.5;
		vec2 iuv = floor( uv );
		vec2 fuv = fract( uv );
		float g0x = g0( fuv.x );
		float g1x = g1( fuv.x );
		float h0x = h0( fuv.x );
		float h1x = h1( fuv.x );
		float h0y = h0( fuv.y );
		float h1y = h1( fuv.y );
		vec2 p0 = ( vec2( iuv.x + h0x, iuv.y + h0y ) - 0.5 ) * texelSize.xy;
		vec2 p1 = ( vec2( iuv.x + h1x, iuv.y + h0y ) - 0.5 ) * texelSize.xy;
		vec2 p2 = ( vec2( iuv.x + h0x, iuv.y + h1y ) - 0.5 ) * texelSize.xy;
		vec2 p3 = ( vec2( iuv.x + h1x, iuv.y + h1y ) - 0.5 ) * texelSize.xy;
		return g0( fuv.y ) * ( g0x * textureLod( tex, p0, lod ) + g1x * textureLod( tex, p1, lod ) ) +
			g1( fuv.y ) * ( g0x * textureLod( tex, p2, lod ) + g1x * textureLod( tex, p3, lod ) );
	}
	vec4 textureBicubic( sampler2D sampler, vec2 uv, float lod ) {
		vec2 fLodSize = vec2( textureSize( sampler, int( lod ) ) );
		vec2 cLodSize = vec2( textureSize( sampler, int( lod + 1.0 ) ) );
		vec2 fLodSizeInv = 1.0 / fLodSize;
		vec2 cLodSizeInv = 1.0 / cLodSize;
		vec4 fSample = bicubic( sampler, uv, vec4( fLodSizeInv, fLodSize ), floor( lod ) );
		vec4 cSample = bicubic( sampler, uv, vec4( cLodSizeInv, cLodSize ), ceil( lod ) );
		return mix( fSample, cSample, fract( lod ) );
	}
	vec3 getVolumeTransmissionRay( const in vec3 n, const in vec3 v, const in float thickness, const in float ior, const in mat4 modelMatrix ) {
		vec3 refractionVector = refract( - v, normalize( n ), 1.0 / ior );
		vec3 modelScale;
		modelScale.x = length( vec3( modelMatrix[ 0 ].xyz ) );
		modelScale.y = length( vec3( modelMatrix[ 1 ].xyz ) );
		modelScale.z = length( vec3( modelMatrix[ 2 ].xyz ) );
		return normalize( refractionVector ) * thickness * modelScale;
	}
	float applyIorToRoughness( const in float roughness, const in float ior ) {
		return roughness * clamp( ior * 2.0 - 2.0, 0.0, 1.0 );
	}
	vec4 getTransmissionSample( const in vec2 fragCoord, const in float roughness, const in float ior ) {
		float lod = log2( transmissionSamplerSize.x ) * applyIorToRoughness( roughness, ior );
		return textureBicubic( transmissionSamplerMap, fragCoord.xy, lod );
	}
	vec3 volumeAttenuation( const in float transmissionDistance, const in vec3 attenuationColor, const in float attenuationDistance ) {
		if ( isinf( attenuationDistance ) ) {
			return vec3( 1.0 );
		} else {
			vec3 attenuationCoefficient = -log( attenuationColor ) / attenuationDistance;
			vec3 transmittance = exp( - attenuationCoefficient * transmissionDistance );			return transmittance;
		}
	}
	vec4 getIBLVolumeRefraction( const in vec3 n, const in vec3 v, const in float roughness, const in vec3 diffuseColor,
		const in vec3 specularColor, const in float specularF90, const in vec3 position, const in mat4 modelMatrix,
		const in mat4 viewMatrix, const in mat4 projMatrix, const in float dispersion, const in float ior, const in float thickness,
		const in vec3 attenuationColor, const in float attenuationDistance ) {
		vec4 transmittedLight;
		vec3 transmittance;
		#ifdef USE_DISPERSION
			float halfSpread = ( ior - 1.0 ) * 0.025 * dispersion;
			vec3 iors = vec3( ior - halfSpread, ior, ior + halfSpread );
			for ( int i = 0; i < 3; i ++ ) {
				vec3 transmissionRay = getVolumeTransmissionRay( n, v, thickness, iors[ i ], modelMatrix );
				vec3 refractedRayExit = position + transmissionRay;
				vec4 ndcPos = projMatrix * viewMatrix * vec4( refractedRayExit, 1.0 );
				vec2 refractionCoords = ndcPos.xy / ndcPos.w;
				refractionCoords += 1.0;
				refractionCoords /= 2.0;
				vec4 transmissionSample = getTransmissionSample( refractionCoords, roughness, iors[ i ] );
				transmittedLight[ i ] = transmissionSample[ i ];
				transmittedLight.a += transmissionSample.a;
				transmittance[ i ] = diffuseColor[ i ] * volumeAttenuation( length( transmissionRay ), attenuationColor, attenuationDistance )[ i ];
			}
			transmittedLight.a /= 3.0;
		#else
			vec3 transmissionRay = getVolumeTransmissionRay( n, v, thickness, ior, modelMatrix );
			vec3 refractedRayExit = position + transmissionRay;
			vec4 ndcPos = projMatrix * viewMatrix * vec4( refractedRayExit, 1.0 );
			vec2 refractionCoords = ndcPos.xy / ndcPos.w;
			refractionCoords += 1.0;
			refractionCoords /= 2.0;
			transmittedLight = getTransmissionSample( refractionCoords, roughness, ior );
			transmittance = diffuseColor * volumeAttenuation( length( transmissionRay ), attenuationColor, attenuationDistance );
		#endif
		vec3 attenuatedColor = transmittance * transmittedLight.rgb;
		vec3 F = EnvironmentBRDF( n, v, specularColor, specularF90, roughness );
		float transmittanceFactor = ( transmittance.r + transmittance.g + transmittance.b ) / 3.0;
		return vec4( ( 1.0 - F ) * attenuatedColor, 1.0 - ( 1.0 - transmittedLight.a ) * transmittanceFactor );
	}
#endif`,uv_pars_fragment:`#if defined( USE_UV ) || defined( USE_ANISOTROPY )
	varying vec2 vUv;
#endif
#ifdef USE_MAP
	varying vec2 vMapUv;
#endif
#ifdef USE_ALPHAMAP
	varying vec2 vAlphaMapUv;
#endif
#ifdef USE_LIGHTMAP
	varying vec2 vLightMapUv;
#endif
#ifdef USE_AOMAP
	varying vec2 vAoMapUv;
#endif
#ifdef USE_BUMPMAP
	varying vec2 vBumpMapUv;
#endif
#ifdef USE_NORMALMAP
	varying vec2 vNormalMapUv;
#endif
#ifdef USE_EMISSIVEMAP
	varying vec2 vEmissiveMapUv;
#endif
#ifdef USE_METALNESSMAP
	varying vec2 vMetalnessMapUv;
#endif
#ifdef USE_ROUGHNESSMAP
	varying vec2 vRoughnessMapUv;
#endif
#ifdef USE_DIFFUSE_ROUGHNESSMAP
	varying vec2 vDiffuseRoughnessMapUv;
#endif
#ifdef USE_ANISOTROPYMAP
	varying vec2 vAnisotropyMapUv;
#endif
#ifdef USE_CLEARCOATMAP
	varying vec2 vClearcoatMapUv;
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	varying vec2 vClearcoatNormalMapUv;
#endif
#ifdef USE_CLEARCOAT_ROUGHNESSMAP
	varying vec2 vClearcoatRoughnessMapUv;
#endif
#ifdef USE_IRIDESCENCEMAP
	varying vec2 vIridescenceMapUv;
#endif
#ifdef USE_IRIDESCENCE_THICKNESSMAP
	varying vec2 vIridescenceThicknessMapUv;
#endif
#ifdef USE_SHEEN_COLORMAP
	varying vec2 vSheenColorMapUv;
#endif
#ifdef USE_SHEEN_ROUGHNESSMAP
	varying vec2 vSheenRoughnessMapUv;
#endif
#ifdef USE_SPECULARMAP
	varying vec2 vSpecularMapUv;
#endif
#ifdef USE_SPECULAR_COLORMAP
	varying vec2 vSpecularColorMapUv;
#endif
#ifdef USE_SPECULAR_INTENSITYMAP
	varying vec2 vSpecularIntensityMapUv;
#endif
#ifdef USE_TRANSMISSIONMAP
	uniform mat3 transmissionMapTransform;
	varying vec2 vTransmissionMapUv;
#endif
#ifdef USE_THICKNESSMAP
	uniform mat3 thicknessMapTransform;
	varying vec2 vThicknessMapUv;
#endif`,uv_pars_vertex:`#if defined( USE_UV ) || defined( USE_ANISOTROPY )
	varying vec2 vUv;
#endif
#ifdef USE_MAP
	uniform mat3 mapTransform;
	varying vec2 vMapUv;
#endif
#ifdef USE_ALPHAMAP
	uniform mat3 alphaMapTransform;
	varying vec2 vAlphaMapUv;
#endif
#ifdef USE_LIGHTMAP
	uniform mat3 lightMapTransform;
	varying vec2 vLightMapUv;
#endif
#ifdef USE_AOMAP
	uniform mat3 aoMapTransform;
	varying vec2 vAoMapUv;
#endif
#ifdef USE_BUMPMAP
	uniform mat3 bumpMapTransform;
	varying vec2 vBumpMapUv;
#endif
#ifdef USE_NORMALMAP
	uniform mat3 normalMapTransform;
	varying vec2 vNormalMapUv;
#endif
#ifdef USE_DISPLACEMENTMAP
	uniform mat3 displacementMapTransform;
	varying vec2 vDisplacementMapUv;
#endif
#ifdef USE_EMISSIVEMAP
	uniform mat3 emissiveMapTransform;
	varying vec2 vEmissiveMapUv;
#endif
#ifdef USE_METALNESSMAP
	uniform mat3 metalnessMapTransform;
	varying vec2 vMetalnessMapUv;
#endif
#ifdef USE_ROUGHNESSMAP
	uniform mat3 roughnessMapTransform;
	varying vec2 vRoughnessMapUv;
#endif
#ifdef USE_DIFFUSE_ROUGHNESSMAP
	uniform mat3 diffuseRoughnessMapTransform;
	varying vec2 vDiffuseRoughnessMapUv;
#endif
#ifdef USE_ANISOTROPYMAP
	uniform mat3 anisotropyMapTransform;
	varying vec2 vAnisotropyMapUv;
#endif
#ifdef USE_CLEARCOATMAP
	uniform mat3 clearcoatMapTransform;
	varying vec2 vClearcoatMapUv;
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	uniform mat3 clearcoatNormalMapTransform;
	varying vec2 vClearcoatNormalMapUv;
#endif
#ifdef USE_CLEARCOAT_ROUGHNESSMAP
	uniform mat3 clearcoatRoughnessMapTransform;
	varying vec2 vClearcoatRoughnessMapUv;
#endif
#ifdef USE_SHEEN_COLORMAP
	uniform mat3 sheenColorMapTransform;
	varying vec2 vSheenColorMapUv;
#endif
#ifdef USE_SHEEN_ROUGHNESSMAP
	uniform mat3 sheenRoughnessMapTransform;
	varying vec2 vSheenRoughnessMapUv;
#endif
#ifdef USE_IRIDESCENCEMAP
	uniform mat3 iridescenceMapTransform;
	varying vec2 vIridescenceMapUv;
#endif
#ifdef USE_IRIDESCENCE_THICKNESSMAP
	uniform mat3 iridescenceThicknessMapTransform;
	varying vec2 vIridescenceThicknessMapUv;
#endif
#ifdef USE_SPECULARMAP
	uniform mat3 specularMapTransform;
	varying vec2 vSpecularMapUv;
#endif
#ifdef USE_SPECULAR_COLORMAP
	uniform mat3 specularColorMapTransform;
	varying vec2 vSpecularColorMapUv;
#endif
#ifdef USE_SPECULAR_INTENSITYMAP
	uniform mat3 specularIntensityMapTransform;
	varying vec2 vSpecularIntensityMapUv;
#endif
#ifdef USE_TRANSMISSIONMAP
	uniform mat3 transmissionMapTransform;
	varying vec2 vTransmissionMapUv;
#endif
#ifdef USE_THICKNESSMAP
	uniform mat3 thicknessMapTransform;
	varying vec2 vThicknessMapUv;
#endif`,uv_vertex:`#if defined( USE_UV ) || defined( USE_ANISOTROPY )
	vUv = vec3( uv, 1 ).xy;
#endif
#ifdef USE_MAP
	vMapUv = ( mapTransform * vec3( MAP_UV, 1 ) ).xy;
#endif
#ifdef USE_ALPHAMAP
	vAlphaMapUv = ( alphaMapTransform * vec3( ALPHAMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_LIGHTMAP
	vLightMapUv = ( lightMapTransform * vec3( LIGHTMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_AOMAP
	vAoMapUv = ( aoMapTransform * vec3( AOMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_BUMPMAP
	vBumpMapUv = ( bumpMapTransform * vec3( BUMPMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_NORMALMAP
	vNormalMapUv = ( normalMapTransform * vec3( NORMALMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_DISPLACEMENTMAP
	vDisplacementMapUv = ( displacementMapTransform * vec3( DISPLACEMENTMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_EMISSIVEMAP
	vEmissiveMapUv = ( emissiveMapTransform * vec3( EMISSIVEMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_METALNESSMAP
	vMetalnessMapUv = ( metalnessMapTransform * vec3( METALNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_ROUGHNESSMAP
	vRoughnessMapUv = ( roughnessMapTransform * vec3( ROUGHNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_DIFFUSE_ROUGHNESSMAP
	vDiffuseRoughnessMapUv = ( diffuseRoughnessMapTransform * vec3( DIFFUSE_ROUGHNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_ANISOTROPYMAP
	vAnisotropyMapUv = ( anisotropyMapTransform * vec3( ANISOTROPYMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_CLEARCOATMAP
	vClearcoatMapUv = ( clearcoatMapTransform * vec3( CLEARCOATMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	vClearcoatNormalMapUv = ( clearcoatNormalMapTransform * vec3( CLEARCOAT_NORMALMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_CLEARCOAT_ROUGHNESSMAP
	vClearcoatRoughnessMapUv = ( clearcoatRoughnessMapTransform * vec3( CLEARCOAT_ROUGHNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_IRIDESCENCEMAP
	vIridescenceMapUv = ( iridescenceMapTransform * vec3( IRIDESCENCEMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_IRIDESCENCE_THICKNESSMAP
	vIridescenceThicknessMapUv = ( iridescenceThicknessMapTransform * vec3( IRIDESCENCE_THICKNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SHEEN_COLORMAP
	vSheenColorMapUv = ( sheenColorMapTransform * vec3( SHEEN_COLORMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SHEEN_ROUGHNESSMAP
	vSheenRoughnessMapUv = ( sheenRoughnessMapTransform * vec3( SHEEN_ROUGHNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SPECULARMAP
	vSpecularMapUv = ( specularMapTransform * vec3( SPECULARMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SPECULAR_COLORMAP
	vSpecularColorMapUv = ( specularColorMapTransform * vec3( SPECULAR_COLORMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SPECULAR_INTENSITYMAP
	vSpecularIntensityMapUv = ( specularIntensityMapTransform * vec3( SPECULAR_INTENSITYMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_TRANSMISSIONMAP
	vTransmissionMapUv = ( transmissionMapTransform * vec3( TRANSMISSIONMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_THICKNESSMAP
	vThicknessMapUv = ( thicknessMapTransform * vec3( THICKNESSMAP_UV, 1 ) ).xy;
#endif`,worldpos_vertex:`#if defined( USE_ENVMAP ) || defined( DISTANCE ) || defined ( USE_SHADOWMAP ) || defined ( USE_TRANSMISSION ) || NUM_SPOT_LIGHT_COORDS > 0
	vec4 worldPosition = vec4( transformed, 1.0 );
	#ifdef USE_BATCHING
		worldPosition = batchingMatrix * worldPosition;
	#endif
	#ifdef USE_INSTANCING
		worldPosition = instanceMatrix * worldPosition;
	#endif
	worldPosition = modelMatrix * worldPosition;
#endif`,background_vert:`varying vec2 vUv;
uniform mat3 uvTransform;
void main() {
	vUv = ( uvTransform * vec3( uv, 1 ) ).xy;
	gl_Position = vec4( position.xy, 1.0, 1.0 );
}`,background_frag:`uniform sampler2D t2D;
uniform float backgroundIntensity;
varying vec2 vUv;
void main() {
	vec4 texColor = texture2D( t2D, vUv );
	#ifdef DECODE_VIDEO_TEXTURE
		texColor = vec4( mix( pow( texColor.rgb * 0.9478672986 + vec3( 0.0521327014 ), vec3( 2.4 ) ), texColor.rgb * 0.0773993808, vec3( lessThanEqual( texColor.rgb, vec3( 0.04045 ) ) ) ), texColor.w );
	#endif
	texColor.rgb *= backgroundIntensity;
	gl_FragColor = texColor;
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
}`,backgroundCube_vert:`varying vec3 vWorldDirection;
#include <common>
void main() {
	vWorldDirection = transformDirection( position, modelMatrix );
	#include <begin_vertex>
	#include <project_vertex>
	gl_Position.z = gl_Position.w;
}`,backgroundCube_frag:`uniform float backgroundBlurriness;
uniform float backgroundIntensity;
uniform mat3 backgroundRotation;
varying vec3 vWorldDirection;
#include <envmap_common_pars_fragment>
void main() {
	#ifdef ENVMAP_TYPE_PMREM
		vec4 texColor = textureLod( envMap, backgroundRotation * vWorldDirection, roughnessToMip( backgroundBlurriness ) );
	#else
		vec4 texColor = textureCube( envMap, backgroundRotation * vWorldDirection );
	#endif
	texColor.rgb *= backgroundIntensity;
	gl_FragColor = texColor;
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
}`,cube_vert:`varying vec3 vWorldDirection;
#include <common>
void main() {
	vWorldDirection = transformDirection( position, modelMatrix );
	#include <begin_vertex>
	#include <project_vertex>
	gl_Position.z = gl_Position.w;
}`,cube_frag:`uniform samplerCube tCube;
uniform float tFlip;
uniform float opacity;
varying vec3 vWorldDirection;
void main() {
	vec4 texColor = textureCube( tCube, vec3( tFlip * vWorldDirection.x, vWorldDirection.yz ) );
	gl_FragColor = texColor;
	gl_FragColor.a *= opacity;
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
}`,depth_vert:`#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
varying vec2 vHighPrecisionZW;
void main() {
	#include <uv_vertex>
	#include <batching_vertex>
	#include <skinbase_vertex>
	#include <morphinstance_vertex>
	#ifdef USE_DISPLACEMENTMAP
		#include <beginnormal_vertex>
		#include <morphnormal_vertex>
		#include <skinnormal_vertex>
	#endif
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vHighPrecisionZW = gl_Position.zw;
}`,depth_frag:`#if DEPTH_PACKING == 3200
	uniform float opacity;
#endif
#include <common>
#include <packing>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
varying vec2 vHighPrecisionZW;
void main() {
	vec4 diffuseColor = vec4( 1.0 );
	#include <clipping_planes_fragment>
	#if DEPTH_PACKING == 3200
		diffuseColor.a = opacity;
	#endif
	#include <map_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <logdepthbuf_fragment>
	#ifdef USE_REVERSED_DEPTH_BUFFER
		float fragCoordZ = vHighPrecisionZW[ 0 ] / vHighPrecisionZW[ 1 ];
	#else
		float fragCoordZ = 0.5 * vHighPrecisionZW[ 0 ] / vHighPrecisionZW[ 1 ] + 0.5;
	#endif
	#if DEPTH_PACKING == 3200
		gl_FragColor = vec4( vec3( 1.0 - fragCoordZ ), opacity );
	#elif DEPTH_PACKING == 3201
		gl_FragColor = packDepthToRGBA( fragCoordZ );
	#elif DEPTH_PACKING == 3202
		gl_FragColor = vec4( packDepthToRGB( fragCoordZ ), 1.0 );
	#elif DEPTH_PACKING == 3203
		gl_FragColor = vec4( packDepthToRG( fragCoordZ ), 0.0, 1.0 );
	#endif
}`,distance_vert:`#define DISTANCE
varying vec3 vWorldPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <batching_vertex>
	#include <skinbase_vertex>
	#include <morphinstance_vertex>
	#ifdef USE_DISPLACEMENTMAP
		#include <beginnormal_vertex>
		#include <morphnormal_vertex>
		#include <skinnormal_vertex>
	#endif
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <worldpos_vertex>
	#include <clipping_planes_vertex>
	vWorldPosition = worldPosition.xyz;
}`,distance_frag:`#define DISTANCE
uniform vec3 referencePosition;
uniform float nearDistance;
uniform float farDistance;
varying vec3 vWorldPosition;
#include <common>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( 1.0 );
	#include <clipping_planes_fragment>
	#include <map_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	float dist = length( vWorldPosition - referencePosition );
	dist = ( dist - nearDistance ) / ( farDistance - nearDistance );
	dist = saturate( dist );
	gl_FragColor = vec4( dist, 0.0, 0.0, 1.0 );
}`,equirect_vert:`varying vec3 vWorldDirection;
#include <common>
void main() {
	vWorldDirection = transformDirection( position, modelMatrix );
	#include <begin_vertex>
	#include <project_vertex>
}`,equirect_frag:`uniform sampler2D tEquirect;
varying vec3 vWorldDirection;
#include <common>
void main() {
	vec3 direction = normalize( vWorldDirection );
	vec2 sampleUV = equirectUv( direction );
	gl_FragColor = texture2D( tEquirect, sampleUV );
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
}`,linedashed_vert:`uniform float scale;
attribute float lineDistance;
varying float vLineDistance;
#include <common>
#include <uv_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <morphtarget_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	vLineDistance = scale * lineDistance;
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <fog_vertex>
}`,linedashed_frag:`uniform vec3 diffuse;
uniform float opacity;
uniform float dashSize;
uniform float totalSize;
varying float vLineDistance;
#include <common>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <fog_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	if ( mod( vLineDistance, totalSize ) > dashSize ) {
		discard;
	}
	vec3 outgoingLight = vec3( 0.0 );
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	outgoingLight = diffuseColor.rgb;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
}`,meshbasic_vert:`#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <envmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#if defined ( USE_ENVMAP ) || defined ( USE_SKINNING )
		#include <beginnormal_vertex>
		#include <morphnormal_vertex>
		#include <skinbase_vertex>
		#include <skinnormal_vertex>
		#include <defaultnormal_vertex>
	#endif
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <worldpos_vertex>
	#include <envmap_vertex>
	#include <fog_vertex>
}`,meshbasic_frag:`uniform vec3 diffuse;
uniform float opacity;
#ifndef FLAT_SHADED
	varying vec3 vNormal;
#endif
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <envmap_common_pars_fragment>
#include <envmap_pars_fragment>
#include <fog_pars_fragment>
#include <specularmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <specularmap_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	#ifdef USE_LIGHTMAP
		vec4 lightMapTexel = texture2D( lightMap, vLightMapUv );
		reflectedLight.indirectDiffuse += lightMapTexel.rgb * lightMapIntensity * RECIPROCAL_PI;
	#else
		reflectedLight.indirectDiffuse += vec3( 1.0 );
	#endif
	#include <aomap_fragment>
	reflectedLight.indirectDiffuse *= diffuseColor.rgb;
	vec3 outgoingLight = reflectedLight.indirectDiffuse;
	#include <envmap_fragment>
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,meshlambert_vert:`#define LAMBERT
varying vec3 vViewPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <envmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <shadowmap_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vViewPosition = - mvPosition.xyz;
	#include <worldpos_vertex>
	#include <envmap_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
}`,meshlambert_frag:`#define LAMBERT
uniform vec3 diffuse;
uniform vec3 emissive;
uniform float opacity;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <emissivemap_pars_fragment>
#include <envmap_common_pars_fragment>
#include <envmap_pars_fragment>
#include <envmap_physical_pars_fragment>
#include <fog_pars_fragment>
#include <bsdfs>
#include <lights_pars_begin>
#include <normal_pars_fragment>
#include <lights_lambert_pars_fragment>
#include <shadowmap_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <specularmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	vec3 totalEmissiveRadiance = emissive;
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <specularmap_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	#include <emissivemap_fragment>
	#include <lights_lambert_fragment>
	#include <lights_fragment_begin>
	#include <lights_fragment_maps>
	#include <lights_fragment_end>
	#include <aomap_fragment>
	vec3 outgoingLight = reflectedLight.directDiffuse + reflectedLight.indirectDiffuse + totalEmissiveRadiance;
	#include <envmap_fragment>
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,meshmatcap_vert:`#define MATCAP
varying vec3 vViewPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <color_pars_vertex>
#include <displacementmap_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <fog_vertex>
	vViewPosition = - mvPosition.xyz;
}`,meshmatcap_frag:`#define MATCAP
uniform vec3 diffuse;
uniform float opacity;
uniform sampler2D matcap;
varying vec3 vViewPosition;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <fog_pars_fragment>
#include <normal_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	vec3 viewDir = normalize( vViewPosition );
	vec3 x = normalize( vec3( viewDir.z, 0.0, - viewDir.x ) );
	vec3 y = cross( viewDir, x );
	vec2 uv = vec2( dot( x, normal ), dot( y, normal ) ) * 0.495 + 0.5;
	#ifdef USE_MATCAP
		vec4 matcapColor = texture2D( matcap, uv );
	#else
		vec4 matcapColor = vec4( vec3( mix( 0.2, 0.8, uv.y ) ), 1.0 );
	#endif
	vec3 outgoingLight = diffuseColor.rgb * matcapColor.rgb;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,meshnormal_vert:`#define NORMAL
#if defined( FLAT_SHADED ) || defined( USE_BUMPMAP ) || defined( USE_NORMALMAP_TANGENTSPACE )
	varying vec3 vViewPosition;
#endif
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphinstance_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
#if defined( FLAT_SHADED ) || defined( USE_BUMPMAP ) || defined( USE_NORMALMAP_TANGENTSPACE )
	vViewPosition = - mvPosition.xyz;
#endif
}`,meshnormal_frag:`#define NORMAL
uniform float opacity;
#if defined( FLAT_SHADED ) || defined( USE_BUMPMAP ) || defined( USE_NORMALMAP_TANGENTSPACE )
	varying vec3 vViewPosition;
#endif
#include <uv_pars_fragment>
#include <normal_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( 0.0, 0.0, 0.0, opacity );
	#include <clipping_planes_fragment>
	#include <logdepthbuf_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	gl_FragColor = vec4( normalize( normal ) * 0.5 + 0.5, diffuseColor.a );
	#ifdef OPAQUE
		gl_FragColor.a = 1.0;
	#endif
}`,meshphong_vert:`#define PHONG
varying vec3 vViewPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <envmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <shadowmap_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphinstance_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vViewPosition = - mvPosition.xyz;
	#include <worldpos_vertex>
	#include <envmap_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
}`,meshphong_frag:`#define PHONG
uniform vec3 diffuse;
uniform vec3 emissive;
uniform vec3 specular;
uniform float shininess;
uniform float opacity;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <emissivemap_pars_fragment>
#include <envmap_common_pars_fragment>
#include <envmap_pars_fragment>
#include <envmap_physical_pars_fragment>
#include <fog_pars_fragment>
#include <bsdfs>
#include <lights_pars_begin>
#include <normal_pars_fragment>
#include <lights_phong_pars_fragment>
#include <shadowmap_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <specularmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	vec3 totalEmissiveRadiance = emissive;
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <specularmap_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	#include <emissivemap_fragment>
	#include <lights_phong_fragment>
	#include <lights_fragment_begin>
	#include <lights_fragment_maps>
	#include <lights_fragment_end>
	#include <aomap_fragment>
	vec3 outgoingLight = reflectedLight.directDiffuse + reflectedLight.indirectDiffuse + reflectedLight.directSpecular + reflectedLight.indirectSpecular + totalEmissiveRadiance;
	#include <envmap_fragment>
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,meshphysical_vert:`#define STANDARD
varying vec3 vViewPosition;
#ifdef USE_TRANSMISSION
	varying vec3 vWorldPosition;
#endif
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <shadowmap_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vViewPosition = - mvPosition.xyz;
	#include <worldpos_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
#ifdef USE_TRANSMISSION
	vWorldPosition = worldPosition.xyz;
#endif
}`,meshphysical_frag:`#define STANDARD
#ifdef PHYSICAL
	#define IOR
	#define USE_SPECULAR
#endif
uniform vec3 diffuse;
uniform vec3 emissive;
uniform float roughness;
uniform float metalness;
uniform float opacity;
#ifdef IOR
	uniform float ior;
#endif
#ifdef USE_SPECULAR
	uniform float specularIntensity;
	uniform vec3 specularColor;
	#ifdef USE_SPECULAR_COLORMAP
		uniform sampler2D specularColorMap;
	#endif
	#ifdef USE_SPECULAR_INTENSITYMAP
		uniform sampler2D specularIntensityMap;
	#endif
#endif
#ifdef USE_CLEARCOAT
	uniform float clearcoat;
	uniform float clearcoatRoughness;
#endif
#ifdef USE_DIFFUSE_ROUGHNESS
	uniform float diffuseRoughness;
	#ifdef USE_DIFFUSE_ROUGHNESSMAP
		uniform sampler2D diffuseRoughnessMap;
	#endif
#endif
#ifdef USE_DISPERSION
	uniform float dispersion;
#endif
#ifdef USE_RETROREFLECTION
	uniform float retroreflectivity;
#endif
#ifdef USE_IRIDESCENCE
	uniform float iridescence;
	uniform float iridescenceIOR;
	uniform float iridescenceThicknessMinimum;
	uniform float iridescenceThicknessMaximum;
#endif
#ifdef USE_SHEEN
	uniform vec3 sheenColor;
	uniform float sheenRoughness;
	#ifdef USE_SHEEN_COLORMAP
		uniform sampler2D sheenColorMap;
	#endif
	#ifdef USE_SHEEN_ROUGHNESSMAP
		uniform sampler2D sheenRoughnessMap;
	#endif
#endif
#ifdef USE_ANISOTROPY
	uniform vec2 anisotropyVector;
	#ifdef USE_ANISOTROPYMAP
		uniform sampler2D anisotropyMap;
	#endif
#endif
varying vec3 vViewPosition;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <emissivemap_pars_fragment>
#include <iridescence_fragment>
#include <envmap_common_pars_fragment>
#include <envmap_physical_pars_fragment>
#include <fog_pars_fragment>
#include <lights_pars_begin>
#include <normal_pars_fragment>
#include <lights_physical_pars_fragment>
#include <transmission_pars_fragment>
#include <shadowmap_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <clearcoat_pars_fragment>
#include <iridescence_pars_fragment>
#include <roughnessmap_pars_fragment>
#include <metalnessmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	vec3 totalEmissiveRadiance = emissive;
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <roughnessmap_fragment>
	#include <metalnessmap_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	#include <clearcoat_normal_fragment_begin>
	#include <clearcoat_normal_fragment_maps>
	#include <emissivemap_fragment>
	#include <lights_physical_fragment>
	#include <lights_fragment_begin>
	#include <lights_fragment_maps>
	#include <lights_fragment_end>
	#include <aomap_fragment>
	vec3 totalDiffuse = reflectedLight.directDiffuse + reflectedLight.indirectDiffuse;
	vec3 totalSpecular = reflectedLight.directSpecular + reflectedLight.indirectSpecular;
	#include <transmission_fragment>
	vec3 outgoingLight = totalDiffuse + totalSpecular + totalEmissiveRadiance;
	#ifdef USE_SHEEN
 
		outgoingLight = outgoingLight + sheenSpecularDirect + sheenSpecularIndirect;
 
 	#endif
	#ifdef USE_CLEARCOAT
		float dotNVcc = saturate( dot( geometryClearcoatNormal, geometryViewDir ) );
		vec3 Fcc = F_Schlick( material.clearcoatF0, material.clearcoatF90, dotNVcc );
		outgoingLight = outgoingLight * ( 1.0 - material.clearcoat * Fcc ) + ( clearcoatSpecularDirect + clearcoatSpecularIndirect ) * material.clearcoat;
	#endif
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,meshtoon_vert:`#define TOON
varying vec3 vViewPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <shadowmap_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vViewPosition = - mvPosition.xyz;
	#include <worldpos_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
}`,meshtoon_frag:`#define TOON
uniform vec3 diffuse;
uniform vec3 emissive;
uniform float opacity;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <emissivemap_pars_fragment>
#include <gradientmap_pars_fragment>
#include <fog_pars_fragment>
#include <bsdfs>
#include <lights_pars_begin>
#include <normal_pars_fragment>
#include <lights_toon_pars_fragment>
#include <shadowmap_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	vec3 totalEmissiveRadiance = emissive;
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	#include <emissivemap_fragment>
	#include <lights_toon_fragment>
	#include <lights_fragment_begin>
	#include <lights_fragment_maps>
	#include <lights_fragment_end>
	#include <aomap_fragment>
	vec3 outgoingLight = reflectedLight.directDiffuse + reflectedLight.indirectDiffuse + totalEmissiveRadiance;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,points_vert:`uniform float size;
uniform float scale;
#include <common>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <morphtarget_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
#ifdef USE_POINTS_UV
	varying vec2 vUv;
	uniform mat3 uvTransform;
#endif
void main() {
	#ifdef USE_POINTS_UV
		vUv = ( uvTransform * vec3( uv, 1 ) ).xy;
	#endif
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <project_vertex>
	gl_PointSize = size;
	#ifdef USE_SIZEATTENUATION
		bool isPerspective = isPerspectiveMatrix( projectionMatrix );
		if ( isPerspective ) gl_PointSize *= ( scale / - mvPosition.z );
	#endif
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <worldpos_vertex>
	#include <fog_vertex>
}`,points_frag:`uniform vec3 diffuse;
uniform float opacity;
#include <common>
#include <color_pars_fragment>
#include <map_particle_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <fog_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	vec3 outgoingLight = vec3( 0.0 );
	#include <logdepthbuf_fragment>
	#include <map_particle_fragment>
	#include <color_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	outgoingLight = diffuseColor.rgb;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
}`,shadow_vert:`#include <common>
#include <batching_pars_vertex>
#include <fog_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <shadowmap_pars_vertex>
void main() {
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphinstance_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <worldpos_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
}`,shadow_frag:`uniform vec3 color;
uniform float opacity;
#include <common>
#include <fog_pars_fragment>
#include <bsdfs>
#include <lights_pars_begin>
#include <logdepthbuf_pars_fragment>
#include <shadowmap_pars_fragment>
#include <shadowmask_pars_fragment>
void main() {
	#include <logdepthbuf_fragment>
	gl_FragColor = vec4( color, opacity * ( 1.0 - getShadowMask() ) );
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
}`,sprite_vert:`uniform float rotation;
uniform vec2 center;
#include <common>
#include <uv_pars_vertex>
#include <fog_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	vec4 mvPosition = modelViewMatrix[ 3 ];
	vec2 scale = vec2( length( modelMatrix[ 0 ].xyz ), length( modelMatrix[ 1 ].xyz ) );
	#ifndef USE_SIZEATTENUATION
		bool isPerspective = isPerspectiveMatrix( projectionMatrix );
		if ( isPerspective ) scale *= - mvPosition.z;
	#endif
	vec2 alignedPosition = ( position.xy - ( center - vec2( 0.5 ) ) ) * scale;
	vec2 rotatedPosition;
	rotatedPosition.x = cos( rotation ) * alignedPosition.x - sin( rotation ) * alignedPosition.y;
	rotatedPosition.y = sin( rotation ) * alignedPosition.x + cos( rotation ) * alignedPosition.y;
	mvPosition.xy += rotatedPosition;
	gl_Position = projectionMatrix * mvPosition;
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <fog_vertex>
}`,sprite_frag:`uniform vec3 diffuse;
uniform float opacity;
#include <common>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <fog_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	vec3 outgoingLight = vec3( 0.0 );
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	outgoingLight = diffuseColor.rgb;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
}`},$={common:{diffuse:{value:new Rv(16777215)},opacity:{value:1},map:{value:null},mapTransform:{value:new I_},alphaMap:{value:null},alphaMapTransform:{value:new I_},alphaTest:{value:0}},specularmap:{specularMap:{value:null},specularMapTransform:{value:new I_}},envmap:{envMap:{value:null},envMapRotation:{value:new I_},reflectivity:{value:1},ior:{value:1.5},refractionRatio:{value:.98},dfgLUT:{value:null}},aomap:{aoMap:{value:null},aoMapIntensity:{value:1},aoMapTransform:{value:new I_}},lightmap:{lightMap:{value:null},lightMapIntensity:{value:1},lightMapTransform:{value:new I_}},bumpmap:{bumpMap:{value:null},bumpMapTransform:{value:new I_},bumpScale:{value:1}},normalmap:{normalMap:{value:null},normalMapTransform:{value:new I_},normalScale:{value:new M_(1,1)}},displacementmap:{displacementMap:{value:null},displacementMapTransform:{value:new I_},displacementScale:{value:1},displacementBias:{value:0}},emissivemap:{emissiveMap:{value:null},emissiveMapTransform:{value:new I_}},metalnessmap:{metalnessMap:{value:null},metalnessMapTransform:{value:new I_}},roughnessmap:{roughnessMap:{value:null},roughnessMapTransform:{value:new I_}},gradientmap:{gradientMap:{value:null}},fog:{fogDensity:{value:25e-5},fogNear:{value:1},fogFar:{value:2e3},fogColor:{value:new Rv(16777215)}},lights:{ambientLightColor:{value:[]},lightProbe:{value:[]},sunLights:{value:[],properties:{direction:{},color:{}}},sunLightShadows:{value:[],properties:{shadowIntensity:1,shadowBias:{},shadowNormalBias:{},shadowRadius:{},shadowMapSize:{}}},sunShadowMatrix:{value:[]},sunShadowCascade:{value:[]},directionalLights:{value:[],properties:{direction:{},color:{}}},directionalLightShadows:{value:[],properties:{shadowIntensity:1,shadowBias:{},shadowNormalBias:{},shadowRadius:{},shadowMapSize:{}}},directionalShadowMatrix:{value:[]},spotLights:{value:[],properties:{color:{},position:{},direction:{},distance:{},coneCos:{},penumbraCos:{},decay:{}}},spotLightShadows:{value:[],properties:{shadowIntensity:1,shadowBias:{},shadowNormalBias:{},shadowRadius:{},shadowMapSize:{}}},spotLightMap:{value:[]},spotLightMatrix:{value:[]},pointLights:{value:[],properties:{color:{},position:{},decay:{},distance:{}}},pointLightShadows:{value:[],properties:{shadowIntensity:1,shadowBias:{},shadowNormalBias:{},shadowRadius:{},shadowMapSize:{},shadowCameraNear:{},shadowCameraFar:{}}},pointShadowMatrix:{value:[]},hemisphereLights:{value:[],properties:{direction:{},skyColor:{},groundColor:{}}},rectAreaLights:{value:[],properties:{color:{},position:{},width:{},height:{}}},ltc_1:{value:null},ltc_2:{value:null},probesSH:{value:[]},probesMin:{value:[]},probesMax:{value:[]},probesResolution:{value:[]}},points:{diffuse:{value:new Rv(16777215)},opacity:{value:1},size:{value:1},scale:{value:1},map:{value:null},alphaMap:{value:null},alphaMapTransform:{value:new I_},alphaTest:{value:0},uvTransform:{value:new I_}},sprite:{diffuse:{value:new Rv(16777215)},opacity:{value:1},center:{value:new M_(.5,.5)},rotation:{value:0},map:{value:null},mapTransform:{value:new I_},alphaMap:{value:null},alphaMapTransform:{value:new I_},alphaTest:{value:0}}},rS={basic:{uniforms:Lb([$.common,$.specularmap,$.envmap,$.aomap,$.lightmap,$.fog]),vertexShader:nS.meshbasic_vert,fragmentShader:nS.meshbasic_frag},lambert:{uniforms:Lb([$.common,$.specularmap,$.envmap,$.aomap,$.lightmap,$.emissivemap,$.bumpmap,$.normalmap,$.displacementmap,$.fog,$.lights,{emissive:{value:new Rv(0)},envMapIntensity:{value:1}}]),vertexShader:nS.meshlambert_vert,fragmentShader:nS.meshlambert_frag},phong:{uniforms:Lb([$.common,$.specularmap,$.envmap,$.aomap,$.lightmap,$.emissivemap,$.bumpmap,$.normalmap,$.displacementmap,$.fog,$.lights,{emissive:{value:new Rv(0)},specular:{value:new Rv(1118481)},shininess:{value:30},envMapIntensity:{value:1}}]),vertexShader:nS.meshphong_vert,fragmentShader:nS.meshphong_frag},standard:{uniforms:Lb([$.common,$.envmap,$.aomap,$.lightmap,$.emissivemap,$.bumpmap,$.normalmap,$.displacementmap,$.roughnessmap,$.metalnessmap,$.fog,$.lights,{emissive:{value:new Rv(0)},roughness:{value:1},metalness:{value:0},envMapIntensity:{value:1}}]),vertexShader:nS.meshphysical_vert,fragmentShader:nS.meshphysical_frag},toon:{uniforms:Lb([$.common,$.aomap,$.lightmap,$.emissivemap,$.bumpmap,$.normalmap,$.displacementmap,$.gradientmap,$.fog,$.lights,{emissive:{value:new Rv(0)}}]),vertexShader:nS.meshtoon_vert,fragmentShader:nS.meshtoon_frag},matcap:{uniforms:Lb([$.common,$.bumpmap,$.normalmap,$.displacementmap,$.fog,{matcap:{value:null}}]),vertexShader:nS.meshmatcap_vert,fragmentShader:nS.meshmatcap_frag},points:{uniforms:Lb([$.points,$.fog]),vertexShader:nS.points_vert,fragmentShader:nS.points_frag},dashed:{uniforms:Lb([$.common,$.fog,{scale:{value:1},dashSize:{value:1},totalSize:{value:2}}]),vertexShader:nS.linedashed_vert,fragmentShader:nS.linedashed_frag},depth:{uniforms:Lb([$.common,$.displacementmap]),vertexShader:nS.depth_vert,fragmentShader:nS.depth_frag},normal:{uniforms:Lb([$.common,$.bumpmap,$.normalmap,$.displacementmap,{opacity:{value:1}}]),vertexShader:nS.meshnormal_vert,fragmentShader:nS.meshnormal_frag},sprite:{uniforms:Lb([$.sprite,$.fog]),vertexShader:nS.sprite_vert,fragmentShader:nS.sprite_frag},background:{uniforms:{uvTransform:{value:new I_},t2D:{value:null},backgroundIntensity:{value:1}},vertexShader:nS.background_vert,fragmentShader:nS.background_frag},backgroundCube:{uniforms:{envMap:{value:null},backgroundBlurriness:{value:0},backgroundIntensity:{value:1},backgroundRotation:{value:new I_}},vertexShader:nS.backgroundCube_vert,fragmentShader:nS.backgroundCube_frag},cube:{uniforms:{tCube:{value:null},tFlip:{value:-1},opacity:{value:1}},vertexShader:nS.cube_vert,fragmentShader:nS.cube_frag},equirect:{uniforms:{tEquirect:{value:null}},vertexShader:nS.equirect_vert,fragmentShader:nS.equirect_frag},distance:{uniforms:Lb([$.common,$.displacementmap,{referencePosition:{value:new Q},nearDistance:{value:1},farDistance:{value:1e3}}]),vertexShader:nS.distance_vert,fragmentShader:nS.distance_frag},shadow:{uniforms:Lb([$.lights,$.fog,{color:{value:new Rv(0)},opacity:{value:1}}]),vertexShader:nS.shadow_vert,fragmentShader:nS.shadow_frag}};rS.physical={uniforms:Lb([rS.standard.uniforms,{clearcoat:{value:0},clearcoatMap:{value:null},clearcoatMapTransform:{value:new I_},clearcoatNormalMap:{value:null},clearcoatNormalMapTransform:{value:new I_},clearcoatNormalScale:{value:new M_(1,1)},clearcoatRoughness:{value:0},clearcoatRoughnessMap:{value:null},clearcoatRoughnessMapTransform:{value:new I_},diffuseRoughness:{value:0},diffuseRoughnessMap:{value:null},diffuseRoughnessMapTransform:{value:new I_},dispersion:{value:0},retroreflectivity:{value:0},iridescence:{value:0},iridescenceMap:{value:null},iridescenceMapTransform:{value:new I_},iridescenceIOR:{value:1.3},iridescenceThicknessMinimum:{value:100},iridescenceThicknessMaximum:{value:400},iridescenceThicknessMap:{value:null},iridescenceThicknessMapTransform:{value:new I_},sheen:{value:0},sheenColor:{value:new Rv(0)},sheenColorMap:{value:null},sheenColorMapTransform:{value:new I_},sheenRoughness:{value:1},sheenRoughnessMap:{value:null},sheenRoughnessMapTransform:{value:new I_},transmission:{value:0},transmissionMap:{value:null},transmissionMapTransform:{value:new I_},transmissionSamplerSize:{value:new M_},transmissionSamplerMap:{value:null},thickness:{value:0},thicknessMap:{value:null},thicknessMapTransform:{value:new I_},attenuationDistance:{value:0},attenuationColor:{value:new Rv(0)},specularColor:{value:new Rv(1,1,1)},specularColorMap:{value:null},specularColorMapTransform:{value:new I_},specularIntensity:{value:1},specularIntensityMap:{value:null},specularIntensityMapTransform:{value:new I_},anisotropyVector:{value:new M_},anisotropyMap:{value:null},anisotropyMapTransform:{value:new I_}}]),vertexShader:nS.meshphysical_vert,fragmentShader:nS.meshphysical_frag};var iS={r:0,b:0,g:0},aS=new rv,oS=new I_;oS.set(-1,0,0,0,1,0,0,0,1);function sS(e,t,n,r,i,a){let o=new Rv(0),s=i===!0?0:1,c,l,u=null,d=0,f=null;function p(e){let n=e.isScene===!0?e.background:null;if(n&&n.isTexture){let r=e.backgroundBlurriness>0;n=t.get(n,r)}return n}function m(t){let r=!1,i=p(t);i===null?g(o,s):i&&i.isColor&&(g(i,1),r=!0);let c=e.xr.getEnvironmentBlendMode();c===`additive`?n.buffers.color.setClear(0,0,0,1,a):c===`alpha-blend`&&n.buffers.color.setClear(0,0,0,0,a),(e.autoClear||r)&&(n.buffers.depth.setTest(!0),n.buffers.depth.setMask(!0),n.buffers.color.setMask(!0),e.clear(e.autoClearColor,e.autoClearDepth,e.autoClearStencil))}function h(t,n){let i=p(n);i&&i.isCubeTexture?(l===void 0&&(l=new ib(new jb(1,1,1),new Wb({name:`BackgroundCubeMaterial`,uniforms:Ib(rS.backgroundCube.uniforms),vertexShader:rS.backgroundCube.vertexShader,fragmentShader:rS.backgroundCube.fragmentShader,side:1,depthTest:!1,depthWrite:!1,fog:!1,allowOverride:!1})),l.geometry.deleteAttribute(`normal`),l.geometry.deleteAttribute(`uv`),l.onBeforeRender=function(e,t,n){this.matrixWorld.copyPosition(n.matrixWorld)},Object.defineProperty(l.material,"envMap",{get:function(){return this.uniforms.envMap.value}}),r.update(l)),l.material.uniforms.envMap.value=i,l.material.uniforms.backgroundBlurriness.value=n.backgroundBlurriness,l.material.uniforms.backgroundIntensity.value=n.backgroundIntensity,l.material.uniforms.backgroundRotation.value.setFromMatrix4(aS.makeRotationFromEuler(n.backgroundRotation)).transpose(),i.isRenderTargetTexture===!1&&l.material.uniforms.backgroundRotation.value.premultiply(oS),l.material.toneMapped=V_.getTransfer(i.colorSpace)!==i_,(u!==i||d!==i.version||f!==e.toneMapping)&&(l.material.needsUpdate=!0,u=i,d=i.version,f=e.toneMapping),l.layers.enableAll(),t.unshift(l,l.geometry,l.material,0,0,null)):i&&i.isTexture&&(c===void 0&&(c=new ib(new Nb(2,2),new Wb({name:`BackgroundMaterial`,uniforms:Ib(rS.background.uniforms),vertexShader:rS.background.vertexShader,fragmentShader:rS.background.fragmentShader,side:0,depthTest:!1,depthWrite:!1,fog:!1,allowOverride:!1})),c.geometry.deleteAttribute(`normal`),Object.defineProperty(c.material,"map",{get:function(){return this.uniforms.t2D.value}}),r.update(c)),c.material.uniforms.t2D.value=i,c.material.uniforms.backgroundIntensity.value=n.backgroundIntensity,c.material.toneMapped=V_.getTransfer(i.colorSpace)!==i_,i.matrixAutoUpdate===!0&&i.updateMatrix(),c.material.uniforms.uvTransform.value.copy(i.matrix),(u!==i||d!==i.version||f!==e.toneMapping)&&(c.material.needsUpdate=!0,u=i,d=i.version,f=e.toneMapping),c.layers.enableAll(),t.unshift(c,c.geometry,c.material,0,0,null))}function g(t,r){t.getRGB(iS,Bb(e)),n.buffers.color.setClear(iS.r,iS.g,iS.b,r,a)}function _(){l!==void 0&&(l.geometry.dispose(),l.material.dispose(),l=void 0),c!==void 0&&(c.geometry.dispose(),c.material.dispose(),c=void 0)}return{getClearColor:function(){return o},setClearColor:function(e,t=1){o.set(e),s=t,g(o,s)},getClearAlpha:function(){return s},setClearAlpha:function(e){s=e,g(o,s)},render:m,addToRenderList:h,dispose:_}}function cS(e,t){let n=e.getParameter(e.MAX_VERTEX_ATTRIBS),r={},i=f(null),a=i,o=!1;function s(n,r,i,s,c){let u=!1,f=d(n,s,i,r);a!==f&&(a=f,l(a.object)),u=p(n,s,i,c),u&&m(n,s,i,c),c!==null&&t.update(c,e.ELEMENT_ARRAY_BUFFER),(u||o)&&(o=!1,b(n,r,i,s),c!==null&&e.bindBuffer(e.ELEMENT_ARRAY_BUFFER,t.get(c).buffer))}function c(){return e.createVertexArray()}function l(t){return e.bindVertexArray(t)}function u(t){return e.deleteVertexArray(t)}function d(e,t,n,i){let a=i.wireframe===!0,o=r[t.id];o===void 0&&(o={},r[t.id]=o);let s=e.isInstancedMesh===!0?e.id:0,l=o[s];l===void 0&&(l={},o[s]=l);let u=l[n.id];u===void 0&&(u={},l[n.id]=u);let d=u[a];return d===void 0&&(d=f(c()),u[a]=d),d}function f(e){let t=[],r=[],i=[];for(let e=0;e<n;e++)t[e]=0,r[e]=0,i[e]=0;return{geometry:null,program:null,wireframe:!1,newAttributes:t,enabledAttributes:r,attributeDivisors:i,object:e,attributes:{},index:null}}function p(e,t,n,r){let i=a.attributes,o=t.attributes,s=0,c=n.getAttributes();for(let t in c)if(c[t].location>=0){let n=i[t],r=o[t];if(r===void 0&&(t===`instanceMatrix`&&e.instanceMatrix&&(r=e.instanceMatrix),t===`instanceColor`&&e.instanceColor&&(r=e.instanceColor)),n===void 0||n.attribute!==r||r&&n.data!==r.data)return!0;s++}return a.attributesNum!==s||a.index!==r}function m(e,t,n,r){let i={},o=t.attributes,s=0,c=n.getAttributes();for(let t in c)if(c[t].location>=0){let n=o[t];n===void 0&&(t===`instanceMatrix`&&e.instanceMatrix&&(n=e.instanceMatrix),t===`instanceColor`&&e.instanceColor&&(n=e.instanceColor));let r={};r.attribute=n,n&&n.data&&(r.data=n.data),i[t]=r,s++}a.attributes=i,a.attributesNum=s,a.index=r}function h(){let e=a.newAttributes;for(let t=0,n=e.length;t<n;t++)e[t]=0}function g(e){_(e,0)}function _(t,n){let r=a.newAttributes,i=a.enabledAttributes,o=a.attributeDivisors;r[t]=1,i[t]===0&&(e.enableVertexAttribArray(t),i[t]=1),o[t]!==n&&(e.vertexAttribDivisor(t,n),o[t]=n)}function v(){let t=a.newAttributes,n=a.enabledAttributes;for(let r=0,i=n.length;r<i;r++)n[r]!==t[r]&&(e.disableVertexAttribArray(r),n[r]=0)}function y(t,n,r,i,a,o,s){s===!0?e.vertexAttribIPointer(t,n,r,a,o):e.vertexAttribPointer(t,n,r,i,a,o)}function b(n,r,i,a){h();let o=a.attributes,s=i.getAttributes(),c=r.defaultAttributeValues;for(let r in s){let i=s[r];if(i.location>=0){let s=o[r];if(s===void 0&&(r===`instanceMatrix`&&n.instanceMatrix&&(s=n.instanceMatrix),r===`instanceColor`&&n.instanceColor&&(s=n.instanceColor)),s!==void 0){let r=s.normalized,o=s.itemSize,c=t.get(s);if(c===void 0)continue;let l=c.buffer,u=c.type,d=c.bytesPerElement,f=u===e.INT||u===e.UNSIGNED_INT||s.gpuType===1013;if(s.isInterleavedBufferAttribute){let t=s.data,c=t.isInterleavedBuffer===!0?t.stride:t.itemSize,p=s.offset;if(t.isInstancedInterleavedBuffer||t.isInstancedBufferAttribute){for(let e=0;e<i.locationSize;e++)_(i.location+e,t.meshPerAttribute);n.isInstancedMesh!==!0&&a._maxInstanceCount===void 0&&(a._maxInstanceCount=t.meshPerAttribute*t.count)}else for(let e=0;e<i.locationSize;e++)g(i.location+e);e.bindBuffer(e.ARRAY_BUFFER,l);for(let e=0;e<i.locationSize;e++)y(i.location+e,o/i.locationSize,u,r,c*d,(p+o/i.locationSize*e)*d,f)}else{if(s.isInstancedBufferAttribute){for(let e=0;e<i.locationSize;e++)_(i.location+e,s.meshPerAttribute);n.isInstancedMesh!==!0&&a._maxInstanceCount===void 0&&(a._maxInstanceCount=s.meshPerAttribute*s.count)}else for(let e=0;e<i.locationSize;e++)g(i.location+e);e.bindBuffer(e.ARRAY_BUFFER,l);for(let e=0;e<i.locationSize;e++)y(i.location+e,o/i.locationSize,u,r,o*d,o/i.locationSize*e*d,f)}}else if(c!==void 0){let t=c[r];if(t!==void 0)switch(t.length){case 2:e.vertexAttrib2fv(i.location,t);break;case 3:e.vertexAttrib3fv(i.location,t);break;case 4:e.vertexAttrib4fv(i.location,t);break;default:e.vertexAttrib1fv(i.location,t)}}}}v()}function x(){T();for(let e in r){let t=r[e];for(let e in t){let n=t[e];for(let e in n){let t=n[e];for(let e in t)u(t[e].object),delete t[e];delete n[e]}}delete r[e]}}function S(e){if(r[e.id]===void 0)return;let t=r[e.id];for(let e in t){let n=t[e];for(let e in n){let t=n[e];for(let e in t)u(t[e].object),delete t[e];delete n[e]}}delete r[e.id]}function C(e){for(let t in r){let n=r[t];for(let t in n){let r=n[t];if(r[e.id]===void 0)continue;let i=r[e.id];for(let e in i)u(i[e].object),delete i[e];delete r[e.id]}}}function w(e){for(let t in r){let n=r[t],i=e.isInstancedMesh===!0?e.id:0,a=n[i];if(a!==void 0){for(let e in a){let t=a[e];for(let e in t)u(t[e].object),delete t[e];delete a[e]}delete n[i],Object.keys(n).length===0&&delete r[t]}}}function T(){E(),o=!0,a!==i&&(a=i,l(a.object))}function E(){i.geometry=null,i.program=null,i.wireframe=!1}return{setup:s,reset:T,resetDefaultState:E,dispose:x,releaseStatesOfGeometry:S,releaseStatesOfObject:w,releaseStatesOfProgram:C,initAttributes:h,enableAttribute:g,disableUnusedAttributes:v}}function lS(e,t,n){let r;function i(e){r=e}function a(t,i){e.drawArrays(r,t,i),n.update(i,r,1)}function o(t,i,a){a!==0&&(e.drawArraysInstanced(r,t,i,a),n.update(i,r,a))}function s(e,i,a){if(a===0)return;t.get(`WEBGL_multi_draw`).multiDrawArraysWEBGL(r,e,0,i,0,a);let o=0;for(let e=0;e<a;e++)o+=i[e];n.update(o,r,1)}this.setMode=i,this.render=a,this.renderInstances=o,this.renderMultiDraw=s}function uS(e,t,n,r){let i;function a(){if(i!==void 0)return i;if(t.has(`EXT_texture_filter_anisotropic`)===!0){let n=t.get(`EXT_texture_filter_anisotropic`);i=e.getParameter(n.MAX_TEXTURE_MAX_ANISOTROPY_EXT)}else i=0;return i}function o(t){return t===1023||r.convert(t)===e.getParameter(e.IMPLEMENTATION_COLOR_READ_FORMAT)}function s(n){let i=n===1016&&(t.has(`EXT_color_buffer_half_float`)||t.has(`EXT_color_buffer_float`));return!(n!==1009&&n!==1015&&!i&&r.convert(n)!==e.getParameter(e.IMPLEMENTATION_COLOR_READ_TYPE))}function c(t){if(t===`highp`){if(e.getShaderPrecisionFormat(e.VERTEX_SHADER,e.HIGH_FLOAT).precision>0&&e.getShaderPrecisionFormat(e.FRAGMENT_SHADER,e.HIGH_FLOAT).precision>0)return`highp`;t=`mediump`}return t===`mediump`&&e.getShaderPrecisionFormat(e.VERTEX_SHADER,e.MEDIUM_FLOAT).precision>0&&e.getShaderPrecisionFormat(e.FRAGMENT_SHADER,e.MEDIUM_FLOAT).precision>0?`mediump`:`lowp`}let l=n.precision===void 0?`highp`:n.precision,u=c(l);u!==l&&(h_(`WebGLRenderer:`,l,`not supported, using`,u,`instead.`),l=u);let d=n.reversedDepthBuffer===!0&&t.has(`EXT_clip_control`),f=n.logarithmicDepthBuffer===!0&&d===!1;n.reversedDepthBuffer===!0&&d===!1&&h_(`WebGLRenderer: Unable to use reversed depth buffer due to missing EXT_clip_control extension. Fallback to default depth buffer.`),n.logarithmicDepthBuffer===!0&&d===!0&&h_(`WebGLRenderer: Logarithmic depth buffer is ignored when reversed depth buffer is enabled.`);let p=e.getParameter(e.MAX_TEXTURE_IMAGE_UNITS),m=e.getParameter(e.MAX_VERTEX_TEXTURE_IMAGE_UNITS),h=e.getParameter(e.MAX_TEXTURE_SIZE),g=e.getParameter(e.MAX_CUBE_MAP_TEXTURE_SIZE),_=e.getParameter(e.MAX_VERTEX_ATTRIBS),v=e.getParameter(e.MAX_VERTEX_UNIFORM_VECTORS),y=e.getParameter(e.MAX_VARYING_VECTORS),b=e.getParameter(e.MAX_FRAGMENT_UNIFORM_VECTORS),x=e.getParameter(e.MAX_SAMPLES),S=e.getParameter(e.SAMPLES);return{isWebGL2:!0,getMaxAnisotropy:a,getMaxPrecision:c,textureFormatReadable:o,textureTypeReadable:s,precision:l,logarithmicDepthBuffer:f,reversedDepthBuffer:d,maxTextures:p,maxVertexTextures:m,maxTextureSize:h,maxCubemapSize:g,maxAttributes:_,maxVertexUniforms:v,maxVaryings:y,maxFragmentUniforms:b,maxSamples:x,samples:S}}function dS(e){let t=this,n=null,r=0,i=!1,a=!1,o=new Ry,s=new I_,c={value:null,needsUpdate:!1};this.uniform=c,this.numPlanes=0,this.numIntersection=0,this.init=function(e,t){let n=e.length!==0||t||r!==0||i;return i=t,r=e.length,n},this.beginShadows=function(){a=!0,u(null)},this.endShadows=function(){a=!1},this.setGlobalState=function(e,t){n=u(e,t,0)},this.setState=function(t,o,s){let d=t.clippingPlanes,f=t.clipIntersection,p=t.clipShadows,m=e.get(t);if(!i||d===null||d.length===0||a&&!p)a?u(null):l();else{let e=a?0:r,t=e*4,i=m.clippingState||null;c.value=i,i=u(d,o,t,s);for(let e=0;e!==t;++e)i[e]=n[e];m.clippingState=i,this.numIntersection=f?this.numPlanes:0,this.numPlanes+=e}};function l(){c.value!==n&&(c.value=n,c.needsUpdate=r>0),t.numPlanes=r,t.numIntersection=0}function u(e,n,r,i){let a=e===null?0:e.length,l=null;if(a!==0){if(l=c.value,i!==!0||l===null){let t=r+a*4,i=n.matrixWorldInverse;s.getNormalMatrix(i),(l===null||l.length<t)&&(l=new Float32Array(t));for(let t=0,n=r;t!==a;++t,n+=4)o.copy(e[t]).applyMatrix4(i,s),o.normal.toArray(l,n),l[n+3]=o.constant}c.value=l,c.needsUpdate=!0}return t.numPlanes=a,t.numIntersection=0,l}}var fS=class extends ev{constructor(e=1,t={}){super(e,e,t),this.isWebGLCubeRenderTarget=!0;let n={width:e,height:e,depth:1},r=[n,n,n,n,n,n];this.texture=new Db(r),this._setTextureOptions(t),this.texture.isRenderTargetTexture=!0}fromEquirectangularTexture(e,t){this.texture.type=t.type,this.texture.colorSpace=t.colorSpace,this.texture.generateMipmaps=t.generateMipmaps,this.texture.minFilter=t.minFilter,this.texture.magFilter=t.magFilter;let n={uniforms:{tEquirect:{value:null}},vertexShader:`

				varying vec3 vWorldDirection;

				vec3 transformDirection( in vec3 dir, in mat4 matrix ) {

					return normalize( ( matrix * vec4( dir, 0.0 ) ).xyz );

				}

				void main() {

					vWorldDirection = transformDirection( position, modelMatrix );

					#include <begin_vertex>
					#include <project_vertex>

				}
			`,fragmentShader:`

				uniform sampler2D tEquirect;

				varying vec3 vWorldDirection;

				#include <common>

				void main() {

					vec3 direction = normalize( vWorldDirection );

					vec2 sampleUV = equirectUv( direction );

					gl_FragColor = texture2D( tEquirect, sampleUV );

				}
			`},r=new jb(5,5,5),i=new Wb({name:`CubemapFromEquirect`,uniforms:Ib(n.uniforms),vertexShader:n.vertexShader,fragmentShader:n.fragmentShader,side:1,blending:0});i.uniforms.tEquirect.value=t;let a=new ib(r,i),o=t.minFilter;return t.minFilter===1008&&(t.minFilter=zh),new Px(1,10,this).update(e,a),t.minFilter=o,a.geometry.dispose(),a.material.dispose(),this}clear(e,t=!0,n=!0,r=!0){let i=e.getRenderTarget();for(let i=0;i<6;i++)e.setRenderTarget(this,i),e.clear(t,n,r);e.setRenderTarget(i)}},pS=256,mS=3,hS=20,gS=256,_S=16,vS=3,yS=new Q,bS=new Rv,xS=class e{constructor(e){this._renderer=e,this._cubeSize=0,this._sourceTarget=null,this._cubeCamera=new Px(1,10,null),this._boxMesh=new ib(new jb(5,5,5),null),this._cubemapMaterial=null,this._equirectMaterial=null,this._blurMaterial=null,this._ggxMaterial=null,this._integrationMaterial=null}fromScene(e,t=0,n=.1,r=100,i={}){let{size:a=256,position:o=yS}=i,s=this._renderer;this._setSize(a);let c=this._allocateTarget(),l=this._getSourceTarget(!0);t>0&&(l.texture.mipmapsAutoUpdate=!1);let u=s.autoClear,d=s.autoClearColor,f=s.autoClearDepth,p=s.autoClearStencil,m=e.background;s.autoClear=!0,s.autoClearColor=!0,s.autoClearDepth=!0,s.autoClearStencil=!0,m===null&&(e.background=s.getClearColor(bS));let h=new Px(n,r,l);return h.position.copy(o),h.update(s,e),s.autoClear=u,s.autoClearColor=d,s.autoClearDepth=f,s.autoClearStencil=p,e.background=m,t>0&&(l.texture.mipmapsAutoUpdate=!0,this._blur(c,t)),this._applyPMREM(c),c}fromEquirectangular(e,t=null){return this._fromTexture(e,t)}fromCubemap(e,t=null){return this._fromTexture(e,t)}compileCubemapShader(){this._cubemapMaterial===null&&(this._cubemapMaterial=OS(),this._compileMaterial(this._cubemapMaterial))}compileEquirectangularShader(){this._equirectMaterial===null&&(this._equirectMaterial=DS(),this._compileMaterial(this._equirectMaterial))}dispose(){this._sourceTarget!==null&&this._sourceTarget.dispose(),this._cubemapMaterial!==null&&this._cubemapMaterial.dispose(),this._equirectMaterial!==null&&this._equirectMaterial.dispose(),this._blurMaterial!==null&&this._blurMaterial.dispose(),this._ggxMaterial!==null&&this._ggxMaterial.dispose(),this._integrationMaterial!==null&&this._integrationMaterial.dispose(),this._boxMesh.geometry.dispose()}static lodToRoughness(e,t){return t>0?1-Math.sqrt(1-e/t):0}_setSize(e){this._cubeSize=Math.max(pS,O_(e))}_fromTexture(e,t){e.mapping===301||e.mapping===302?this._setSize(e.image.length===0?pS:e.image[0].width||e.image[0].image.width):this._setSize(e.image.width/4);let n=t||this._allocateTarget();return this._textureToCubemap(e),this._applyPMREM(n),n}_allocateTarget(){let e=this._cubeSize,t=SS(e,!1,!1),n=Math.log2(e)-mS;for(let r=0;r<=n;r++)t.texture.mipmaps.push({width:e>>r,height:e>>r});return t.texture.name=`PMREM`,t.texture.isPMREMTexture=!0,t}_getSourceTarget(e=!1){let t=this._cubeSize,n=this._sourceTarget;return(n===null||n.width!==t||e&&n.depthBuffer===!1)&&(n!==null&&n.dispose(),this._sourceTarget=SS(t,!0,e)),this._sourceTarget}_compileMaterial(e){this._boxMesh.material=e,this._renderer.compile(this._boxMesh,this._cubeCamera.children[0])}_renderCube(e,t,n){let r=this._boxMesh,i=this._cubeCamera;r.material=n,i.renderTarget=e,i.activeMipmapLevel=t;let a=e.width>>t;e.viewport.set(0,0,a,a),i.update(this._renderer,r),e.viewport.set(0,0,e.width,e.height)}_textureToCubemap(e){let t;e.mapping===301||e.mapping===302?(this._cubemapMaterial===null&&(this._cubemapMaterial=OS()),t=this._cubemapMaterial,t.uniforms.flipEnvMap.value=e.isRenderTargetTexture===!1?-1:1):(this._equirectMaterial===null&&(this._equirectMaterial=DS()),t=this._equirectMaterial),t.uniforms.envMap.value=e,this._renderCube(this._getSourceTarget(),0,t)}_applyPMREM(t){this._ggxMaterial===null&&(this._ggxMaterial=wS(),this._integrationMaterial=TS());let n=this._cubeSize,r=t.texture.mipmaps.length-1,i=this._ggxMaterial.uniforms;i.envMap.value=this._sourceTarget.texture;let a=this._integrationMaterial.uniforms;a.envMap.value=this._sourceTarget.texture,a.sourceLod.value=Math.log2(n/_S);for(let o=0;o<=r;o++){let s=e.lodToRoughness(o,r);if(o>r-vS)a.roughness.value=s,this._renderCube(t,o,this._integrationMaterial);else{let e=s>0?Math.log2(n)+.5*Math.log2(6/(gS*s**4))+.5:0;i.roughness.value=s,i.lodBias.value=e,this._renderCube(t,o,this._ggxMaterial)}}}_blur(e,t){this._blurMaterial===null&&(this._blurMaterial=ES());let n=this._blurMaterial,r=n.uniforms,i=this._sourceTarget;r.sigma.value=Math.min(t,Math.PI)/Math.SQRT2,r.envMap.value=i.texture,this._renderCube(e,0,n),r.envMap.value=e.texture,this._renderCube(i,0,n)}};function SS(e,t,n){return new fS(e,{minFilter:Vh,generateMipmaps:t,type:Yh,colorSpace:n_,depthBuffer:n})}function CS(e,t,n){return new Wb({name:e,uniforms:t,vertexShader:nS.cube_vert,fragmentShader:n,side:1,blending:0,depthTest:!1,depthWrite:!1})}function wS(){return CS(`PMREMGGXConvolution`,{envMap:{value:null},roughness:{value:0},lodBias:{value:0}},`

		#define GGX_SAMPLES ${gS}u

		varying vec3 vWorldDirection;

		uniform samplerCube envMap;
		uniform float roughness;
		uniform float lodBias;

		#include <common>

		// Van der Corput radical inverse
		float radicalInverse_VdC( uint bits ) {

			bits = ( bits << 16u ) | ( bits >> 16u );
			bits = ( ( bits & 0x55555555u ) << 1u ) | ( ( bits & 0xAAAAAAAAu ) >> 1u );
			bits = ( ( bits & 0x33333333u ) << 2u ) | ( ( bits & 0xCCCCCCCCu ) >> 2u );
			bits = ( ( bits & 0x0F0F0F0Fu ) << 4u ) | ( ( bits & 0xF0F0F0F0u ) >> 4u );
			bits = ( ( bits & 0x00FF00FFu ) << 8u ) | ( ( bits & 0xFF00FF00u ) >> 8u );
			return float( bits ) * 2.3283064365386963e-10; // / 0x100000000

		}

		// Hammersley sequence
		vec2 hammersley( uint i, uint N ) {

			return vec2( float( i ) / float( N ), radicalInverse_VdC( i ) );

		}

		void main() {

			vec3 N = normalize( vWorldDirection );

			// For very low roughness, just sample the environment directly
			if ( roughness < 0.001 ) {

				gl_FragColor = vec4( textureLod( envMap, N, 0.0 ).rgb, 1.0 );
				return;

			}

			float alpha = roughness * roughness;
			float alpha2 = alpha * alpha;

			// Tangent space basis for VNDF sampling
			vec3 up = abs( N.z ) < 0.999 ? vec3( 0.0, 0.0, 1.0 ) : vec3( 1.0, 0.0, 0.0 );
			vec3 tangent = normalize( cross( up, N ) );
			vec3 bitangent = cross( N, tangent );

			vec3 prefilteredColor = vec3( 0.0 );
			float totalWeight = 0.0;

			for ( uint i = 0u; i < GGX_SAMPLES; i ++ ) {

				vec2 Xi = hammersley( i, GGX_SAMPLES );

				// With V = N, sample the reflected direction directly.
				float invQ = 1.0 / ( 1.0 - Xi.x + alpha2 * Xi.x );
				float NdotL = ( 1.0 - Xi.x - alpha2 * Xi.x ) * invQ;

				if ( NdotL > 0.0 ) {

					float phi = 2.0 * PI * Xi.y;
					float sinTheta = 2.0 * alpha * sqrt( Xi.x * ( 1.0 - Xi.x ) ) * invQ;
					vec3 L = N * NdotL + ( tangent * cos( phi ) + bitangent * sin( phi ) ) * sinTheta;

					// Match the source mip to the sample's solid angle. The terms
					// independent of the sample are precomputed in lodBias.
					float d = alpha2 * invQ;
					float lod = max( log2( d ) + lodBias, 0.0 );

					// Weight by NdotL for the split-sum approximation
					prefilteredColor += textureLod( envMap, L, lod ).rgb * NdotL;
					totalWeight += NdotL;

				}

			}

			gl_FragColor = vec4( prefilteredColor / totalWeight, 1.0 );

		}
	`)}function TS(){return CS(`PMREMGGXIntegration`,{envMap:{value:null},roughness:{value:0},sourceLod:{value:0},sourceSize:{value:_S}},`

		varying vec3 vWorldDirection;

		uniform samplerCube envMap;
		uniform float roughness;
		uniform float sourceLod;
		uniform int sourceSize;

		void main() {

			vec3 N = normalize( vWorldDirection );

			float alpha = roughness * roughness;
			float alpha2 = alpha * alpha;

			float texelSize = 2.0 / float( sourceSize );

			vec3 prefilteredColor = vec3( 0.0 );
			float totalWeight = 0.0;

			// Pair opposite texels: only the one in N's hemisphere contributes.
			for ( int face = 0; face < 3; face ++ ) {

				for ( int y = 0; y < sourceSize; y ++ ) {

					for ( int x = 0; x < sourceSize; x ++ ) {

						vec2 uv = ( vec2( x, y ) + 0.5 ) * texelSize - 1.0;
						vec3 texelDirection = face == 0 ? vec3( 1.0, uv ) : ( face == 1 ? vec3( uv.x, 1.0, uv.y ) : vec3( uv, 1.0 ) );

						float invDistance = inversesqrt( 1.0 + dot( uv, uv ) );
						float NdotL = dot( N, texelDirection );
						texelDirection *= NdotL < 0.0 ? - 1.0 : 1.0;
						NdotL = abs( NdotL ) * invDistance;

						// With V = N, NdotH squared is ( 1 + NdotL ) / 2. Common factors
						// in the GGX distribution and texel solid angle cancel when normalized.
						float d = 1.0 + alpha2 + ( alpha2 - 1.0 ) * NdotL;
						float weight = NdotL * invDistance * invDistance * invDistance / ( d * d );

						prefilteredColor += textureLod( envMap, texelDirection, sourceLod ).rgb * weight;
						totalWeight += weight;

					}

				}

			}

			gl_FragColor = vec4( prefilteredColor / totalWeight, 1.0 );

		}
	`)}function ES(){return CS(`PMREMSphericalGaussianBlur`,{envMap:{value:null},sigma:{value:0}},`

		#define SAMPLES ${hS}
		#define GOLDEN_ANGLE 2.39996322973

		varying vec3 vWorldDirection;

		uniform samplerCube envMap;
		uniform float sigma;

		#include <common>

		void main() {

			vec3 outputDirection = normalize( vWorldDirection );

			vec3 up = abs( outputDirection.z ) < 0.999 ? vec3( 0.0, 0.0, 1.0 ) : vec3( 1.0, 0.0, 0.0 );
			vec3 tangent = normalize( cross( up, outputDirection ) );
			vec3 bitangent = cross( outputDirection, tangent );

			// Truncate the kernel at three standard deviations or at the antipode.
			float thetaMax = min( 3.0 * sigma, PI );
			float truncation = 1.0 - exp( - 0.5 * thetaMax * thetaMax / ( sigma * sigma ) );

			vec3 accumColor = vec3( 0.0 );
			float accumWeight = 0.0;

			for ( int i = 0; i < SAMPLES; i ++ ) {

				// Stratified inverse-CDF sampling of the Gaussian, placed on a golden-angle spiral.
				float stratum = ( float( i ) + 0.5 ) / float( SAMPLES );
				float theta = sigma * sqrt( - 2.0 * log( 1.0 - stratum * truncation ) );
				float phi = float( i ) * GOLDEN_ANGLE;

				vec3 offset = cos( phi ) * tangent + sin( phi ) * bitangent;
				vec3 sampleDirection = cos( theta ) * outputDirection + sin( theta ) * offset;

				// Correct the planar sample density to solid angle.
				float weight = sin( theta ) / theta;

				accumColor += weight * textureLod( envMap, sampleDirection, 0.0 ).rgb;
				accumWeight += weight;

			}

			gl_FragColor = vec4( accumColor / accumWeight, 1.0 );

		}
	`)}function DS(){return CS(`PMREMEquirectangularToCubemap`,{envMap:{value:null}},`

		varying vec3 vWorldDirection;

		uniform sampler2D envMap;

		#include <common>

		void main() {

			// Average four subpixel samples to preserve small, bright features.
			vec3 direction = normalize( vWorldDirection );
			vec3 dx = dFdx( direction ) * 0.25;
			vec3 dy = dFdy( direction ) * 0.25;

			vec3 color = textureLod( envMap, equirectUv( normalize( direction - dx - dy ) ), 0.0 ).rgb;
			color += textureLod( envMap, equirectUv( normalize( direction + dx - dy ) ), 0.0 ).rgb;
			color += textureLod( envMap, equirectUv( normalize( direction - dx + dy ) ), 0.0 ).rgb;
			color += textureLod( envMap, equirectUv( normalize( direction + dx + dy ) ), 0.0 ).rgb;
			gl_FragColor = vec4( color * 0.25, 1.0 );

		}
	`)}function OS(){return CS(`PMREMCubemapToCubemap`,{envMap:{value:null},flipEnvMap:{value:-1}},`

		varying vec3 vWorldDirection;

		uniform samplerCube envMap;
		uniform float flipEnvMap;

		void main() {

			gl_FragColor = vec4( textureCube( envMap, vec3( flipEnvMap * vWorldDirection.x, vWorldDirection.yz ) ).rgb, 1.0 );

		}
	`)}function kS(e){let t=new WeakMap,n=new WeakMap,r=null;function i(e,t=!1){return e==null?null:t?o(e):a(e)}function a(n){if(n&&n.isTexture){let r=n.mapping;if(r===303||r===304){if(t.has(n)){let e=t.get(n).texture;return s(e,n.mapping)}{let r=n.image;if(r&&r.height>0){let i=new fS(r.height);return i.fromEquirectangularTexture(e,n),t.set(n,i),n.addEventListener(`dispose`,l),s(i.texture,n.mapping)}return null}}}return n}function o(t){if(t&&t.isTexture&&t.isPMREMTexture!==!0){let i=t.mapping,a=i===303||i===304,o=i===301||i===302;if(a||o){let i=n.get(t),s=i===void 0?0:i.texture.pmremVersion;if(t.isRenderTargetTexture&&t.pmremVersion!==s)return r===null&&(r=new xS(e)),i=a?r.fromEquirectangular(t,i):r.fromCubemap(t,i),i.texture.pmremVersion=t.pmremVersion,n.set(t,i),i.texture;if(i!==void 0)return i.texture;{let s=t.image;return a&&s&&s.height>0||o&&s&&c(s)?(r===null&&(r=new xS(e)),i=a?r.fromEquirectangular(t):r.fromCubemap(t),i.texture.pmremVersion=t.pmremVersion,n.set(t,i),t.addEventListener(`dispose`,u),i.texture):null}}}return t}function s(e,t){return t===303?e.mapping=301:t===304&&(e.mapping=302),e}function c(e){let t=0;for(let n=0;n<6;n++)e[n]!==void 0&&t++;return t===6}function l(e){let n=e.target;n.removeEventListener(`dispose`,l);let r=t.get(n);r!==void 0&&(t.delete(n),r.dispose())}function u(e){let t=e.target;t.removeEventListener(`dispose`,u);let r=n.get(t);r!==void 0&&(n.delete(t),r.dispose())}function d(){t=new WeakMap,n=new WeakMap,r!==null&&(r.dispose(),r=null)}return{get:i,dispose:d}}function AS(e){let t={};function n(n){if(t[n]!==void 0)return t[n];let r=e.getExtension(n);return t[n]=r,r}return{has:function(e){return n(e)!==null},init:function(){n(`EXT_color_buffer_float`),n(`WEBGL_clip_cull_distance`),n(`OES_texture_float_linear`),n(`EXT_color_buffer_half_float`),n(`WEBGL_multisampled_render_to_texture`),n(`WEBGL_render_shared_exponent`)},get:function(e){let t=n(e);return t===null&&__(`WebGLRenderer: `+e+` extension not supported.`),t}}}function jS(e,t,n,r){let i={},a=new WeakMap,o=new FinalizationRegistry(e=>delete i[e]);function s(e){c(e.target)}function c(e){e.index!==null&&t.remove(e.index);for(let n in e.attributes)t.remove(e.attributes[n]);e.removeEventListener(`dispose`,s),delete i[e.id],o.unregister(e);let c=a.get(e);c&&(t.remove(c),a.delete(e)),r.releaseStatesOfGeometry(e),e.isInstancedBufferGeometry===!0&&delete e._maxInstanceCount,n.memory.geometries--}function l(e,t){return i[t.id]===void 0&&(t.addEventListener(`dispose`,s),i[t.id]=new WeakRef(t),o.register(t,t.id,t),n.memory.geometries++),t}function u(n){let r=n.attributes;for(let n in r)t.update(r[n],e.ARRAY_BUFFER)}function d(e){let n=e.index,r=e.attributes.position,i=0;if(r===void 0)return;let o=n===null?r.array.length/3-1:n.array.length,s=new(r.count>=65535?xy:by)(Math.ceil(o/3)*6,1),c=s.array;if(n!==null){let e=n.array;i=n.version;for(let t=0,n=0;t<o;t+=3){let r=e[t+0],i=e[t+1],a=e[t+2];c[n++]=r,c[n++]=i,c[n++]=i,c[n++]=a,c[n++]=a,c[n++]=r}}else{i=r.version;for(let e=0,t=0;e<o;e+=3){let n=e+0,r=e+1,i=e+2;c[t++]=n,c[t++]=r,c[t++]=r,c[t++]=i,c[t++]=i,c[t++]=n}}s.version=i;let l=a.get(e);l&&t.remove(l),a.set(e,s)}function f(e){let t=a.get(e);if(t){let n=e.index;n!==null&&t.version<n.version&&d(e)}else d(e);return a.get(e)}function p(){for(let e in i){let t=i[e].deref();t!==void 0&&c(t)}}return{get:l,update:u,getWireframeAttribute:f,dispose:p}}function MS(e,t,n){let r;function i(e){r=e}let a,o;function s(e){a=e.type,o=e.bytesPerElement}function c(t,i){e.drawElements(r,i,a,t*o),n.update(i,r,1)}function l(t,i,s){s!==0&&(e.drawElementsInstanced(r,i,a,t*o,s),n.update(i,r,s))}function u(e,i,o){if(o===0)return;t.get(`WEBGL_multi_draw`).multiDrawElementsWEBGL(r,i,0,a,e,0,o);let s=0;for(let e=0;e<o;e++)s+=i[e];n.update(s,r,1)}this.setMode=i,this.setIndex=s,this.render=c,this.renderInstances=l,this.renderMultiDraw=u}function NS(e){let t={geometries:0,textures:0},n={frame:0,calls:0,triangles:0,points:0,lines:0};function r(t,r,i){switch(n.calls++,r){case e.TRIANGLES:n.triangles+=t/3*i;break;case e.LINES:n.lines+=t/2*i;break;case e.LINE_STRIP:n.lines+=i*(t-1);break;case e.LINE_LOOP:n.lines+=i*t;break;case e.POINTS:n.points+=i*t;break;default:g_(`WebGLInfo: Unknown draw mode:`,r)}}function i(){n.calls=0,n.triangles=0,n.points=0,n.lines=0}return{memory:t,render:n,programs:null,autoReset:!0,reset:i,update:r}}function PS(e,t,n){let r=new WeakMap,i=new Q_;function a(a,o,s){let c=a.morphTargetInfluences,l=o.morphAttributes.position||o.morphAttributes.normal||o.morphAttributes.color,u=l===void 0?0:l.length,d=r.get(o);if(d===void 0||d.count!==u){d!==void 0&&d.texture.dispose();let e=o.morphAttributes.position!==void 0,n=o.morphAttributes.normal!==void 0,a=o.morphAttributes.color!==void 0,s=o.morphAttributes.position||[],c=o.morphAttributes.normal||[],l=o.morphAttributes.color||[],f=0;e===!0&&(f=1),n===!0&&(f=2),a===!0&&(f=3);let p=o.attributes.position.count*f,m=1;p>t.maxTextureSize&&(m=Math.ceil(p/t.maxTextureSize),p=t.maxTextureSize);let h=new Float32Array(p*m*4*u),g=new tv(h,p,m,u);g.type=Jh,g.needsUpdate=!0;let _=f*4;for(let t=0;t<u;t++){let r=s[t],o=c[t],u=l[t],d=p*m*4*t;for(let t=0;t<r.count;t++){let s=t*_;e===!0&&(i.fromBufferAttribute(r,t),h[d+s+0]=i.x,h[d+s+1]=i.y,h[d+s+2]=i.z,h[d+s+3]=0),n===!0&&(i.fromBufferAttribute(o,t),h[d+s+4]=i.x,h[d+s+5]=i.y,h[d+s+6]=i.z,h[d+s+7]=0),a===!0&&(i.fromBufferAttribute(u,t),h[d+s+8]=i.x,h[d+s+9]=i.y,h[d+s+10]=i.z,h[d+s+11]=u.itemSize===4?i.w:1)}}d={count:u,texture:g,size:new M_(p,m)},r.set(o,d);function v(){g.dispose(),r.delete(o),o.removeEventListener(`dispose`,v)}o.addEventListener(`dispose`,v)}if(a.isInstancedMesh===!0&&a.morphTexture!==null)s.getUniforms().setValue(e,`morphTexture`,a.morphTexture,n);else{let t=0;for(let e=0;e<c.length;e++)t+=c[e];let n=o.morphTargetsRelative?1:1-t;s.getUniforms().setValue(e,`morphTargetBaseInfluence`,n),s.getUniforms().setValue(e,`morphTargetInfluences`,c)}s.getUniforms().setValue(e,`morphTargetsTexture`,d.texture,n),s.getUniforms().setValue(e,`morphTargetsTextureSize`,d.size)}return{update:a}}function FS(e,t,n,r,i){let a=new WeakMap;function o(r){let o=i.render.frame,s=r.geometry,l=t.get(r,s);if(a.get(l)!==o&&(t.update(l),a.set(l,o)),r.isInstancedMesh&&(r.hasEventListener(`dispose`,c)===!1&&r.addEventListener(`dispose`,c),a.get(r)!==o&&(n.update(r.instanceMatrix,e.ARRAY_BUFFER),r.instanceColor!==null&&n.update(r.instanceColor,e.ARRAY_BUFFER),a.set(r,o))),r.isSkinnedMesh){let e=r.skeleton;a.get(e)!==o&&(e.update(),a.set(e,o))}return l}function s(){a=new WeakMap}function c(e){let t=e.target;t.removeEventListener(`dispose`,c),r.releaseStatesOfObject(t),n.remove(t.instanceMatrix),t.instanceColor!==null&&n.remove(t.instanceColor)}return{update:o,dispose:s}}var IS={1:`LINEAR_TONE_MAPPING`,2:`REINHARD_TONE_MAPPING`,3:`CINEON_TONE_MAPPING`,4:`ACES_FILMIC_TONE_MAPPING`,6:`AGX_TONE_MAPPING`,7:`NEUTRAL_TONE_MAPPING`,5:`CUSTOM_TONE_MAPPING`};function LS(e,t,n,r,i,a){let o=new ev(t,n,{type:e,depthBuffer:i,stencilBuffer:a,samples:r?4:0,storeMultisampledDepthBuffer:!1,storeMultisampledStencilBuffer:!1,resolveDepthBuffer:!1,resolveStencilBuffer:!1}),s=null,c=null,l=null,u=new Py;u.setAttribute(`position`,new Sy([-1,3,0,-1,-1,0,3,-1,0],3)),u.setAttribute(`uv`,new Sy([0,2,0,0,2,0],2));let d=new Gb({uniforms:{tDiffuse:{value:null}},vertexShader:`
			precision highp float;

			uniform mat4 modelViewMatrix;
			uniform mat4 projectionMatrix;

			attribute vec3 position;
			attribute vec2 uv;

			varying vec2 vUv;

			void main() {
				vUv = uv;
				gl_Position = projectionMatrix * modelViewMatrix * vec4( position, 1.0 );
			}`,fragmentShader:`
			precision highp float;

			uniform sampler2D tDiffuse;

			varying vec2 vUv;

			#include <tonemapping_pars_fragment>
			#include <colorspace_pars_fragment>

			void main() {
				gl_FragColor = texture2D( tDiffuse, vUv );

				#ifdef LINEAR_TONE_MAPPING
					gl_FragColor.rgb = LinearToneMapping( gl_FragColor.rgb );
				#elif defined( REINHARD_TONE_MAPPING )
					gl_FragColor.rgb = ReinhardToneMapping( gl_FragColor.rgb );
				#elif defined( CINEON_TONE_MAPPING )
					gl_FragColor.rgb = CineonToneMapping( gl_FragColor.rgb );
				#elif defined( ACES_FILMIC_TONE_MAPPING )
					gl_FragColor.rgb = ACESFilmicToneMapping( gl_FragColor.rgb );
				#elif defined( AGX_TONE_MAPPING )
					gl_FragColor.rgb = AgXToneMapping( gl_FragColor.rgb );
				#elif defined( NEUTRAL_TONE_MAPPING )
					gl_FragColor.rgb = NeutralToneMapping( gl_FragColor.rgb );
				#elif defined( CUSTOM_TONE_MAPPING )
					gl_FragColor.rgb = CustomToneMapping( gl_FragColor.rgb );
				#endif

				#ifdef SRGB_TRANSFER
					gl_FragColor = sRGBTransferOETF( gl_FragColor );
				#endif
			}`,depthTest:!1,depthWrite:!1}),f=new ib(u,d),p=new Ox(-1,1,1,-1,0,1),m=null,h=null,g=!1,_,v=null,y=[],b=!1;this.setSize=function(e,t){o.setSize(e,t),s!==null&&s.setSize(e,t),c!==null&&c.setSize(e,t);for(let n=0;n<y.length;n++){let r=y[n];r.setSize&&r.setSize(e,t)}},this.setEffects=function(e){y=e,b=y.length>0&&y[0].isRenderPass===!0;let t=o.width,n=o.height;y.length>0&&s===null&&(s=new ev(t,n,{type:Yh,depthBuffer:!1,stencilBuffer:!1}),c=new ev(t,n,{type:Yh,depthBuffer:!1,stencilBuffer:!1}));let r=i===!0&&y.some(e=>e.needsDepthTexture===!0);r!==(o.depthTexture!==null)&&(r===!0&&l===null&&(l=new Ob(t,n),a===!0&&(l.format=ag,l.type=Qh)),o.dispose(),o.depthTexture=r?l:null,o.resolveDepthBuffer=r,o.storeMultisampledDepthBuffer=r);for(let e=0;e<y.length;e++){let i=y[e];i.setSize&&i.setSize(t,n),r&&i.needsDepthTexture===!0&&i.setDepthTexture&&i.setDepthTexture(l)}},this.begin=function(e,t){if(g||e.toneMapping===0&&y.length===0)return!1;if(v=t,t!==null){let e=t.width,n=t.height;(o.width!==e||o.height!==n)&&this.setSize(e,n)}return b===!1&&e.setRenderTarget(o),_=e.toneMapping,e.toneMapping=0,!0},this.hasRenderPass=function(){return b},this.end=function(e,t){e.toneMapping=_,g=!0;let n=o,r=s;for(let i=0;i<y.length;i++){let a=y[i];a.enabled!==!1&&(a.render(e,r,n,t),a.needsSwap!==!1&&(n=r,r=r===s?c:s))}if(m!==e.outputColorSpace||h!==e.toneMapping){m=e.outputColorSpace,h=e.toneMapping,d.defines={},V_.getTransfer(m)===`srgb`&&(d.defines.SRGB_TRANSFER=``);let t=IS[h];t&&(d.defines[t]=``),d.needsUpdate=!0}d.uniforms.tDiffuse.value=n.texture,e.setRenderTarget(v),e.render(f,p),v=null,g=!1},this.isCompositing=function(){return g},this.dispose=function(){o.dispose(),s!==null&&s.dispose(),c!==null&&c.dispose(),u.dispose(),d.dispose()}}var RS=new Z_,zS=new Ob(1,1),BS=new kb(1),VS=new tv,HS=new nv,US=new Db,WS=[],GS=[],KS=new Float32Array(16),qS=new Float32Array(9),JS=new Float32Array(4);function YS(e,t,n){let r=e[0];if(r<=0||r>0)return e;let i=t*n,a=WS[i];if(a===void 0&&(a=new Float32Array(i),WS[i]=a),t!==0){r.toArray(a,0);for(let r=1,i=0;r!==t;++r)i+=n,e[r].toArray(a,i)}return a}function XS(e,t){if(e.length!==t.length)return!1;for(let n=0,r=e.length;n<r;n++)if(e[n]!==t[n])return!1;return!0}function ZS(e,t){for(let n=0,r=t.length;n<r;n++)e[n]=t[n]}function QS(e,t){let n=GS[t];n===void 0&&(n=new Int32Array(t),GS[t]=n);for(let r=0;r!==t;++r)n[r]=e.allocateTextureUnit();return n}function $S(e,t){let n=this.cache;n[0]!==t&&(e.uniform1f(this.addr,t),n[0]=t)}function eC(e,t){let n=this.cache;if(t.x!==void 0)(n[0]!==t.x||n[1]!==t.y)&&(e.uniform2f(this.addr,t.x,t.y),n[0]=t.x,n[1]=t.y);else{if(XS(n,t))return;e.uniform2fv(this.addr,t),ZS(n,t)}}function tC(e,t){let n=this.cache;if(t.x!==void 0)(n[0]!==t.x||n[1]!==t.y||n[2]!==t.z)&&(e.uniform3f(this.addr,t.x,t.y,t.z),n[0]=t.x,n[1]=t.y,n[2]=t.z);else if(t.r!==void 0)(n[0]!==t.r||n[1]!==t.g||n[2]!==t.b)&&(e.uniform3f(this.addr,t.r,t.g,t.b),n[0]=t.r,n[1]=t.g,n[2]=t.b);else{if(XS(n,t))return;e.uniform3fv(this.addr,t),ZS(n,t)}}function nC(e,t){let n=this.cache;if(t.x!==void 0)(n[0]!==t.x||n[1]!==t.y||n[2]!==t.z||n[3]!==t.w)&&(e.uniform4f(this.addr,t.x,t.y,t.z,t.w),n[0]=t.x,n[1]=t.y,n[2]=t.z,n[3]=t.w);else{if(XS(n,t))return;e.uniform4fv(this.addr,t),ZS(n,t)}}function rC(e,t){let n=this.cache,r=t.elements;if(r===void 0){if(XS(n,t))return;e.uniformMatrix2fv(this.addr,!1,t),ZS(n,t)}else{if(XS(n,r))return;JS.set(r),e.uniformMatrix2fv(this.addr,!1,JS),ZS(n,r)}}function iC(e,t){let n=this.cache,r=t.elements;if(r===void 0){if(XS(n,t))return;e.uniformMatrix3fv(this.addr,!1,t),ZS(n,t)}else{if(XS(n,r))return;qS.set(r),e.uniformMatrix3fv(this.addr,!1,qS),ZS(n,r)}}function aC(e,t){let n=this.cache,r=t.elements;if(r===void 0){if(XS(n,t))return;e.uniformMatrix4fv(this.addr,!1,t),ZS(n,t)}else{if(XS(n,r))return;KS.set(r),e.uniformMatrix4fv(this.addr,!1,KS),ZS(n,r)}}function oC(e,t){let n=this.cache;n[0]!==t&&(e.uniform1i(this.addr,t),n[0]=t)}function sC(e,t){let n=this.cache;if(t.x!==void 0)(n[0]!==t.x||n[1]!==t.y)&&(e.uniform2i(this.addr,t.x,t.y),n[0]=t.x,n[1]=t.y);else{if(XS(n,t))return;e.uniform2iv(this.addr,t),ZS(n,t)}}function cC(e,t){let n=this.cache;if(t.x!==void 0)(n[0]!==t.x||n[1]!==t.y||n[2]!==t.z)&&(e.uniform3i(this.addr,t.x,t.y,t.z),n[0]=t.x,n[1]=t.y,n[2]=t.z);else{if(XS(n,t))return;e.uniform3iv(this.addr,t),ZS(n,t)}}function lC(e,t){let n=this.cache;if(t.x!==void 0)(n[0]!==t.x||n[1]!==t.y||n[2]!==t.z||n[3]!==t.w)&&(e.uniform4i(this.addr,t.x,t.y,t.z,t.w),n[0]=t.x,n[1]=t.y,n[2]=t.z,n[3]=t.w);else{if(XS(n,t))return;e.uniform4iv(this.addr,t),ZS(n,t)}}function uC(e,t){let n=this.cache;n[0]!==t&&(e.uniform1ui(this.addr,t),n[0]=t)}function dC(e,t){let n=this.cache;if(t.x!==void 0)(n[0]!==t.x||n[1]!==t.y)&&(e.uniform2ui(this.addr,t.x,t.y),n[0]=t.x,n[1]=t.y);else{if(XS(n,t))return;e.uniform2uiv(this.addr,t),ZS(n,t)}}function fC(e,t){let n=this.cache;if(t.x!==void 0)(n[0]!==t.x||n[1]!==t.y||n[2]!==t.z)&&(e.uniform3ui(this.addr,t.x,t.y,t.z),n[0]=t.x,n[1]=t.y,n[2]=t.z);else{if(XS(n,t))return;e.uniform3uiv(this.addr,t),ZS(n,t)}}function pC(e,t){let n=this.cache;if(t.x!==void 0)(n[0]!==t.x||n[1]!==t.y||n[2]!==t.z||n[3]!==t.w)&&(e.uniform4ui(this.addr,t.x,t.y,t.z,t.w),n[0]=t.x,n[1]=t.y,n[2]=t.z,n[3]=t.w);else{if(XS(n,t))return;e.uniform4uiv(this.addr,t),ZS(n,t)}}function mC(e){return e.version===0&&(e.compareFunction=519,e.needsUpdate=!0),e}function hC(e,t,n){let r=this.cache,i=n.allocateTextureUnit();r[0]!==i&&(e.uniform1i(this.addr,i),r[0]=i);let a;a=this.type===e.SAMPLER_2D_SHADOW?mC(zS):RS,n.setTexture2D(t||a,i)}function gC(e,t,n){let r=this.cache,i=n.allocateTextureUnit();r[0]!==i&&(e.uniform1i(this.addr,i),r[0]=i),n.setTexture3D(t||HS,i)}function _C(e,t,n){let r=this.cache,i=n.allocateTextureUnit();r[0]!==i&&(e.uniform1i(this.addr,i),r[0]=i);let a;a=this.type===e.SAMPLER_CUBE_SHADOW?mC(BS):US,n.setTextureCube(t||a,i)}function vC(e,t,n){let r=this.cache,i=n.allocateTextureUnit();r[0]!==i&&(e.uniform1i(this.addr,i),r[0]=i),n.setTexture2DArray(t||VS,i)}function yC(e){switch(e){case 5126:return $S;case 35664:return eC;case 35665:return tC;case 35666:return nC;case 35674:return rC;case 35675:return iC;case 35676:return aC;case 5124:case 35670:return oC;case 35667:case 35671:return sC;case 35668:case 35672:return cC;case 35669:case 35673:return lC;case 5125:return uC;case 36294:return dC;case 36295:return fC;case 36296:return pC;case 35678:case 36198:case 36298:case 36306:case 35682:return hC;case 35679:case 36299:case 36307:return gC;case 35680:case 36300:case 36308:case 36293:return _C;case 36289:case 36303:case 36311:case 36292:return vC}}function bC(e,t){e.uniform1fv(this.addr,t)}function xC(e,t){let n=YS(t,this.size,2);e.uniform2fv(this.addr,n)}function SC(e,t){let n=YS(t,this.size,3);e.uniform3fv(this.addr,n)}function CC(e,t){let n=YS(t,this.size,4);e.uniform4fv(this.addr,n)}function wC(e,t){let n=YS(t,this.size,4);e.uniformMatrix2fv(this.addr,!1,n)}function TC(e,t){let n=YS(t,this.size,9);e.uniformMatrix3fv(this.addr,!1,n)}function EC(e,t){let n=YS(t,this.size,16);e.uniformMatrix4fv(this.addr,!1,n)}function DC(e,t){e.uniform1iv(this.addr,t)}function OC(e,t){e.uniform2iv(this.addr,t)}function kC(e,t){e.uniform3iv(this.addr,t)}function AC(e,t){e.uniform4iv(this.addr,t)}function jC(e,t){e.uniform1uiv(this.addr,t)}function MC(e,t){e.uniform2uiv(this.addr,t)}function NC(e,t){e.uniform3uiv(this.addr,t)}function PC(e,t){e.uniform4uiv(this.addr,t)}function FC(e,t,n){let r=this.cache,i=t.length,a=QS(n,i);XS(r,a)||(e.uniform1iv(this.addr,a),ZS(r,a));let o;o=this.type===e.SAMPLER_2D_SHADOW?mC(zS):RS;for(let e=0;e!==i;++e)n.setTexture2D(t[e]||o,a[e])}function IC(e,t,n){let r=this.cache,i=t.length,a=QS(n,i);XS(r,a)||(e.uniform1iv(this.addr,a),ZS(r,a));for(let e=0;e!==i;++e)n.setTexture3D(t[e]||HS,a[e])}function LC(e,t,n){let r=this.cache,i=t.length,a=QS(n,i);XS(r,a)||(e.uniform1iv(this.addr,a),ZS(r,a));let o;o=this.type===e.SAMPLER_CUBE_SHADOW?mC(BS):US;for(let e=0;e!==i;++e)n.setTextureCube(t[e]||o,a[e])}function RC(e,t,n){let r=this.cache,i=t.length,a=QS(n,i);XS(r,a)||(e.uniform1iv(this.addr,a),ZS(r,a));for(let e=0;e!==i;++e)n.setTexture2DArray(t[e]||VS,a[e])}function zC(e){switch(e){case 5126:return bC;case 35664:return xC;case 35665:return SC;case 35666:return CC;case 35674:return wC;case 35675:return TC;case 35676:return EC;case 5124:case 35670:return DC;case 35667:case 35671:return OC;case 35668:case 35672:return kC;case 35669:case 35673:return AC;case 5125:return jC;case 36294:return MC;case 36295:return NC;case 36296:return PC;case 35678:case 36198:case 36298:case 36306:case 35682:return FC;case 35679:case 36299:case 36307:return IC;case 35680:case 36300:case 36308:case 36293:return LC;case 36289:case 36303:case 36311:case 36292:return RC}}var BC=class{constructor(e,t,n){this.id=e,this.addr=n,this.cache=[],this.type=t.type,this.setValue=yC(t.type)}},VC=class{constructor(e,t,n){this.id=e,this.addr=n,this.cache=[],this.type=t.type,this.size=t.size,this.setValue=zC(t.type)}},HC=class{constructor(e){this.id=e,this.seq=[],this.map={}}setValue(e,t,n){let r=this.seq;for(let i=0,a=r.length;i!==a;++i){let a=r[i];a.setValue(e,t[a.id],n)}}},UC=/(\w+)(\])?(\[|\.)?/g;function WC(e,t){e.seq.push(t),e.map[t.id]=t}function GC(e,t,n){let r=e.name,i=r.length;for(UC.lastIndex=0;;){let a=UC.exec(r),o=UC.lastIndex,s=a[1],c=a[2]===`]`,l=a[3];if(c&&(s|=0),l===void 0||l===`[`&&o+2===i){WC(n,l===void 0?new BC(s,e,t):new VC(s,e,t));break}{let e=n.map[s];e===void 0&&(e=new HC(s),WC(n,e)),n=e}}}var KC=class{constructor(e,t){this.seq=[],this.map={};let n=e.getProgramParameter(t,e.ACTIVE_UNIFORMS);for(let r=0;r<n;++r){let n=e.getActiveUniform(t,r);GC(n,e.getUniformLocation(t,n.name),this)}let r=[],i=[];for(let t of this.seq)t.type===e.SAMPLER_2D_SHADOW||t.type===e.SAMPLER_CUBE_SHADOW||t.type===e.SAMPLER_2D_ARRAY_SHADOW?r.push(t):i.push(t);r.length>0&&(this.seq=r.concat(i))}setValue(e,t,n,r){let i=this.map[t];i!==void 0&&i.setValue(e,n,r)}setOptional(e,t,n){let r=t[n];r!==void 0&&this.setValue(e,n,r)}static upload(e,t,n,r){for(let i=0,a=t.length;i!==a;++i){let a=t[i],o=n[a.id];o.needsUpdate!==!1&&a.setValue(e,o.value,r)}}static seqWithValue(e,t){let n=[];for(let r=0,i=e.length;r!==i;++r){let i=e[r];i.id in t&&n.push(i)}return n}};function qC(e,t,n){let r=e.createShader(t);return e.shaderSource(r,n),e.compileShader(r),r}var JC=37297,YC=0;function XC(e,t){let n=e.split(`
`),r=[],i=Math.max(t-6,0),a=Math.min(t+6,n.length);for(let e=i;e<a;e++){let i=e+1;r.push(`${i===t?`>`:` `} ${i}: ${n[e]}`)}return r.join(`
`)}var ZC=new I_;function QC(e){V_._getMatrix(ZC,V_.workingColorSpace,e);let t=`mat3( ${ZC.elements.map(e=>e.toFixed(4))} )`;switch(V_.getTransfer(e)){case r_:return[t,`LinearTransferOETF`];case i_:return[t,`sRGBTransferOETF`];default:return h_(`WebGLProgram: Unsupported color space: `,e),[t,`LinearTransferOETF`]}}function $C(e,t,n){let r=e.getShaderParameter(t,e.COMPILE_STATUS),i=(e.getShaderInfoLog(t)||``).trim();if(r&&i===``)return``;let a=/ERROR: 0:(\d+)/.exec(i);if(a){let r=parseInt(a[1]);return n.toUpperCase()+`

`+i+`

`+XC(e.getShaderSource(t),r)}return i}function ew(e,t){let n=QC(t);return[`vec4 ${e}( vec4 value ) {`,`	return ${n[1]}( vec4( ${n[0]} * value.rgb, value.a ) );`,`}`].join(`
`)}var tw={1:`Linear`,2:`Reinhard`,3:`Cineon`,4:`ACESFilmic`,6:`AgX`,7:`Neutral`,5:`Custom`};function nw(e,t){let n=tw[t];return n===void 0?(h_(`WebGLProgram: Unsupported toneMapping:`,t),`vec3 `+e+`( vec3 color ) { return LinearToneMapping( color ); }`):`vec3 `+e+`( vec3 color ) { return `+n+`ToneMapping( color ); }`}var rw=new Q;function iw(){return V_.getLuminanceCoefficients(rw),[`float luminance( const in vec3 rgb ) {`,`	const vec3 weights = vec3( ${rw.x.toFixed(4)}, ${rw.y.toFixed(4)}, ${rw.z.toFixed(4)} );`,`	return dot( weights, rgb );`,`}`].join(`
`)}function aw(e){return[e.extensionClipCullDistance?`#extension GL_ANGLE_clip_cull_distance : require`:``,e.extensionMultiDraw?`#extension GL_ANGLE_multi_draw : require`:``].filter(cw).join(`
`)}function ow(e){let t=[];for(let n in e){let r=e[n];r!==!1&&t.push(`#define `+n+` `+r)}return t.join(`
`)}function sw(e,t){let n={},r=e.getProgramParameter(t,e.ACTIVE_ATTRIBUTES);for(let i=0;i<r;i++){let r=e.getActiveAttrib(t,i),a=r.name,o=1;r.type===e.FLOAT_MAT2&&(o=2),r.type===e.FLOAT_MAT3&&(o=3),r.type===e.FLOAT_MAT4&&(o=4),n[a]={type:r.type,location:e.getAttribLocation(t,a),locationSize:o}}return n}function cw(e){return e!==``}function lw(e,t){let n=t.numSpotLightShadows+t.numSpotLightMaps-t.numSpotLightShadowsWithMaps;return e.replace(/NUM_SUN_LIGHTS/g,t.numSunLights).replace(/NUM_DIR_LIGHTS/g,t.numDirLights).replace(/NUM_SPOT_LIGHTS/g,t.numSpotLights).replace(/NUM_SPOT_LIGHT_MAPS/g,t.numSpotLightMaps).replace(/NUM_SPOT_LIGHT_COORDS/g,n).replace(/NUM_RECT_AREA_LIGHTS/g,t.numRectAreaLights).replace(/NUM_POINT_LIGHTS/g,t.numPointLights).replace(/NUM_HEMI_LIGHTS/g,t.numHemiLights).replace(/NUM_SUN_LIGHT_SHADOWS/g,t.numSunLightShadows).replace(/NUM_DIR_LIGHT_SHADOWS/g,t.numDirLightShadows).replace(/NUM_SPOT_LIGHT_SHADOWS_WITH_MAPS/g,t.numSpotLightShadowsWithMaps).replace(/NUM_SPOT_LIGHT_SHADOWS/g,t.numSpotLightShadows).replace(/NUM_POINT_LIGHT_SHADOWS/g,t.numPointLightShadows).replace(/NUM_LIGHT_PROBE_GRIDS/g,t.numLightProbeGrids)}function uw(e,t){return e.replace(/NUM_CLIPPING_PLANES/g,t.numClippingPlanes).replace(/UNION_CLIPPING_PLANES/g,t.numClippingPlanes-t.numClipIntersection)}var dw=/^[ \t]*#include +<([\w\d./]+)>/gm;function fw(e){return e.replace(dw,pw)}function pw(e,t){let n=nS[t];if(n===void 0)throw Error(`THREE.WebGLProgram: Can not resolve #include <`+t+`>`);return fw(n)}var mw=/#pragma unroll_loop_start\s+for\s*\(\s*int\s+i\s*=\s*(\d+)\s*;\s*i\s*<\s*(\d+)\s*;\s*i\s*\+\+\s*\)\s*{([\s\S]+?)}\s+#pragma unroll_loop_end/g;function hw(e){return e.replace(mw,gw)}function gw(e,t,n,r){let i=``;for(let e=parseInt(t);e<parseInt(n);e++)i+=r.replace(/\[\s*i\s*\]/g,`[ `+e+` ]`).replace(/UNROLLED_LOOP_INDEX/g,e);return i}function _w(e){let t=`precision ${e.precision} float;
	precision ${e.precision} int;
	precision ${e.precision} sampler2D;
	precision ${e.precision} samplerCube;
	precision ${e.precision} sampler3D;
	precision ${e.precision} sampler2DArray;
	precision ${e.precision} sampler2DShadow;
	precision ${e.precision} samplerCubeShadow;
	precision ${e.precision} sampler2DArrayShadow;
	precision ${e.precision} isampler2D;
	precision ${e.precision} isampler3D;
	precision ${e.precision} isamplerCube;
	precision ${e.precision} isampler2DArray;
	precision ${e.precision} usampler2D;
	precision ${e.precision} usampler3D;
	precision ${e.precision} usamplerCube;
	precision ${e.precision} usampler2DArray;
	`;return e.precision===`highp`?t+=`
#define HIGH_PRECISION`:e.precision===`mediump`?t+=`
#define MEDIUM_PRECISION`:e.precision===`lowp`&&(t+=`
#define LOW_PRECISION`),t}var vw={1:`SHADOWMAP_TYPE_PCF`,3:`SHADOWMAP_TYPE_VSM`};function yw(e){return vw[e.shadowMapType]||`SHADOWMAP_TYPE_BASIC`}var bw={302:`ENVMAP_MODE_REFRACTION`};function xw(e){return e.envMap===!1?`ENVMAP_MODE_REFLECTION`:bw[e.envMapMode]||`ENVMAP_MODE_REFLECTION`}var Sw={0:`ENVMAP_BLENDING_MULTIPLY`,1:`ENVMAP_BLENDING_MIX`,2:`ENVMAP_BLENDING_ADD`};function Cw(e){return e.envMap===!1?`ENVMAP_BLENDING_NONE`:Sw[e.combine]||`ENVMAP_BLENDING_NONE`}function ww(e,t,n,r){let i=e.getContext(),a=n.defines,o=n.vertexShader,s=n.fragmentShader,c=yw(n),l=n.envMapPMREM===!0?`ENVMAP_TYPE_PMREM`:`ENVMAP_TYPE_CUBE`,u=xw(n),d=Cw(n),f=aw(n),p=ow(a),m=i.createProgram(),h,g,_=n.glslVersion?`#version `+n.glslVersion+`
`:``;n.isRawShaderMaterial?(h=[`#define SHADER_TYPE `+n.shaderType,`#define SHADER_NAME `+n.shaderName,p].filter(cw).join(`
`),h.length>0&&(h+=`
`),g=[`#define SHADER_TYPE `+n.shaderType,`#define SHADER_NAME `+n.shaderName,p].filter(cw).join(`
`),g.length>0&&(g+=`
`)):(h=[_w(n),`#define SHADER_TYPE `+n.shaderType,`#define SHADER_NAME `+n.shaderName,p,n.extensionClipCullDistance?`#define USE_CLIP_DISTANCE`:``,n.batching?`#define USE_BATCHING`:``,n.batchingColor?`#define USE_BATCHING_COLOR`:``,n.instancing?`#define USE_INSTANCING`:``,n.instancingColor?`#define USE_INSTANCING_COLOR`:``,n.instancingMorph?`#define USE_INSTANCING_MORPH`:``,n.useFog&&n.fog?`#define USE_FOG`:``,n.useFog&&n.fogExp2?`#define FOG_EXP2`:``,n.map?`#define USE_MAP`:``,n.envMap?`#define USE_ENVMAP`:``,n.envMap?`#define `+u:``,n.lightMap?`#define USE_LIGHTMAP`:``,n.aoMap?`#define USE_AOMAP`:``,n.bumpMap?`#define USE_BUMPMAP`:``,n.normalMap?`#define USE_NORMALMAP`:``,n.normalMapObjectSpace?`#define USE_NORMALMAP_OBJECTSPACE`:``,n.normalMapTangentSpace?`#define USE_NORMALMAP_TANGENTSPACE`:``,n.displacementMap?`#define USE_DISPLACEMENTMAP`:``,n.emissiveMap?`#define USE_EMISSIVEMAP`:``,n.anisotropy?`#define USE_ANISOTROPY`:``,n.anisotropyMap?`#define USE_ANISOTROPYMAP`:``,n.clearcoatMap?`#define USE_CLEARCOATMAP`:``,n.clearcoatRoughnessMap?`#define USE_CLEARCOAT_ROUGHNESSMAP`:``,n.clearcoatNormalMap?`#define USE_CLEARCOAT_NORMALMAP`:``,n.diffuseRoughnessMap?`#define USE_DIFFUSE_ROUGHNESSMAP`:``,n.iridescenceMap?`#define USE_IRIDESCENCEMAP`:``,n.iridescenceThicknessMap?`#define USE_IRIDESCENCE_THICKNESSMAP`:``,n.specularMap?`#define USE_SPECULARMAP`:``,n.specularColorMap?`#define USE_SPECULAR_COLORMAP`:``,n.specularIntensityMap?`#define USE_SPECULAR_INTENSITYMAP`:``,n.roughnessMap?`#define USE_ROUGHNESSMAP`:``,n.metalnessMap?`#define USE_METALNESSMAP`:``,n.alphaMap?`#define USE_ALPHAMAP`:``,n.alphaHash?`#define USE_ALPHAHASH`:``,n.transmission?`#define USE_TRANSMISSION`:``,n.transmissionMap?`#define USE_TRANSMISSIONMAP`:``,n.thicknessMap?`#define USE_THICKNESSMAP`:``,n.sheenColorMap?`#define USE_SHEEN_COLORMAP`:``,n.sheenRoughnessMap?`#define USE_SHEEN_ROUGHNESSMAP`:``,n.mapUv?`#define MAP_UV `+n.mapUv:``,n.alphaMapUv?`#define ALPHAMAP_UV `+n.alphaMapUv:``,n.lightMapUv?`#define LIGHTMAP_UV `+n.lightMapUv:``,n.aoMapUv?`#define AOMAP_UV `+n.aoMapUv:``,n.emissiveMapUv?`#define EMISSIVEMAP_UV `+n.emissiveMapUv:``,n.bumpMapUv?`#define BUMPMAP_UV `+n.bumpMapUv:``,n.normalMapUv?`#define NORMALMAP_UV `+n.normalMapUv:``,n.displacementMapUv?`#define DISPLACEMENTMAP_UV `+n.displacementMapUv:``,n.metalnessMapUv?`#define METALNESSMAP_UV `+n.metalnessMapUv:``,n.roughnessMapUv?`#define ROUGHNESSMAP_UV `+n.roughnessMapUv:``,n.anisotropyMapUv?`#define ANISOTROPYMAP_UV `+n.anisotropyMapUv:``,n.clearcoatMapUv?`#define CLEARCOATMAP_UV `+n.clearcoatMapUv:``,n.clearcoatNormalMapUv?`#define CLEARCOAT_NORMALMAP_UV `+n.clearcoatNormalMapUv:``,n.clearcoatRoughnessMapUv?`#define CLEARCOAT_ROUGHNESSMAP_UV `+n.clearcoatRoughnessMapUv:``,n.diffuseRoughnessMapUv?`#define DIFFUSE_ROUGHNESSMAP_UV `+n.diffuseRoughnessMapUv:``,n.iridescenceMapUv?`#define IRIDESCENCEMAP_UV `+n.iridescenceMapUv:``,n.iridescenceThicknessMapUv?`#define IRIDESCENCE_THICKNESSMAP_UV `+n.iridescenceThicknessMapUv:``,n.sheenColorMapUv?`#define SHEEN_COLORMAP_UV `+n.sheenColorMapUv:``,n.sheenRoughnessMapUv?`#define SHEEN_ROUGHNESSMAP_UV `+n.sheenRoughnessMapUv:``,n.specularMapUv?`#define SPECULARMAP_UV `+n.specularMapUv:``,n.specularColorMapUv?`#define SPECULAR_COLORMAP_UV `+n.specularColorMapUv:``,n.specularIntensityMapUv?`#define SPECULAR_INTENSITYMAP_UV `+n.specularIntensityMapUv:``,n.transmissionMapUv?`#define TRANSMISSIONMAP_UV `+n.transmissionMapUv:``,n.thicknessMapUv?`#define THICKNESSMAP_UV `+n.thicknessMapUv:``,n.vertexTangents&&n.flatShading===!1?`#define USE_TANGENT`:``,n.vertexNormals?`#define HAS_NORMAL`:``,n.vertexColors?`#define USE_COLOR`:``,n.vertexAlphas?`#define USE_COLOR_ALPHA`:``,n.vertexUv1s?`#define USE_UV1`:``,n.vertexUv2s?`#define USE_UV2`:``,n.vertexUv3s?`#define USE_UV3`:``,n.pointsUvs?`#define USE_POINTS_UV`:``,n.flatShading?`#define FLAT_SHADED`:``,n.skinning?`#define USE_SKINNING`:``,n.morphTargets?`#define USE_MORPHTARGETS`:``,n.morphNormals&&n.flatShading===!1?`#define USE_MORPHNORMALS`:``,n.morphColors?`#define USE_MORPHCOLORS`:``,n.morphTargetsCount>0?`#define MORPHTARGETS_TEXTURE_STRIDE `+n.morphTextureStride:``,n.morphTargetsCount>0?`#define MORPHTARGETS_COUNT `+n.morphTargetsCount:``,n.doubleSided?`#define DOUBLE_SIDED`:``,n.flipSided?`#define FLIP_SIDED`:``,n.shadowMapEnabled?`#define USE_SHADOWMAP`:``,n.shadowMapEnabled?`#define `+c:``,n.sizeAttenuation?`#define USE_SIZEATTENUATION`:``,n.numLightProbes>0?`#define USE_LIGHT_PROBES`:``,n.logarithmicDepthBuffer?`#define USE_LOGARITHMIC_DEPTH_BUFFER`:``,n.reversedDepthBuffer?`#define USE_REVERSED_DEPTH_BUFFER`:``,`uniform mat4 modelMatrix;`,`uniform mat4 modelViewMatrix;`,`uniform mat4 projectionMatrix;`,`uniform mat4 viewMatrix;`,`uniform mat3 normalMatrix;`,`uniform vec3 cameraPosition;`,`uniform bool isOrthographic;`,`#ifdef USE_INSTANCING`,`	attribute mat4 instanceMatrix;`,`#endif`,`#ifdef USE_INSTANCING_COLOR`,`	attribute vec3 instanceColor;`,`#endif`,`#ifdef USE_INSTANCING_MORPH`,`	uniform sampler2D morphTexture;`,`#endif`,`attribute vec3 position;`,`attribute vec3 normal;`,`attribute vec2 uv;`,`#ifdef USE_UV1`,`	attribute vec2 uv1;`,`#endif`,`#ifdef USE_UV2`,`	attribute vec2 uv2;`,`#endif`,`#ifdef USE_UV3`,`	attribute vec2 uv3;`,`#endif`,`#ifdef USE_TANGENT`,`	attribute vec4 tangent;`,`#endif`,`#if defined( USE_COLOR_ALPHA )`,`	attribute vec4 color;`,`#elif defined( USE_COLOR )`,`	attribute vec3 color;`,`#endif`,`#ifdef USE_SKINNING`,`	attribute vec4 skinIndex;`,`	attribute vec4 skinWeight;`,`#endif`,`
`].filter(cw).join(`
`),g=[_w(n),`#define SHADER_TYPE `+n.shaderType,`#define SHADER_NAME `+n.shaderName,p,n.useFog&&n.fog?`#define USE_FOG`:``,n.useFog&&n.fogExp2?`#define FOG_EXP2`:``,n.alphaToCoverage?`#define ALPHA_TO_COVERAGE`:``,n.map?`#define USE_MAP`:``,n.matcap?`#define USE_MATCAP`:``,n.envMap?`#define USE_ENVMAP`:``,n.envMap?`#define `+l:``,n.envMap?`#define `+u:``,n.envMap?`#define `+d:``,n.envMapPMREM?`#define ENVMAP_MAX_LOD `+n.envMapMaxLod+`.0`:``,n.envMapPMREM?`#define ENVMAP_SIZE `+n.envMapSize+`.0`:``,n.lightMap?`#define USE_LIGHTMAP`:``,n.aoMap?`#define USE_AOMAP`:``,n.bumpMap?`#define USE_BUMPMAP`:``,n.normalMap?`#define USE_NORMALMAP`:``,n.normalMapObjectSpace?`#define USE_NORMALMAP_OBJECTSPACE`:``,n.normalMapTangentSpace?`#define USE_NORMALMAP_TANGENTSPACE`:``,n.packedNormalMap?`#define USE_PACKED_NORMALMAP`:``,n.emissiveMap?`#define USE_EMISSIVEMAP`:``,n.anisotropy?`#define USE_ANISOTROPY`:``,n.anisotropyMap?`#define USE_ANISOTROPYMAP`:``,n.clearcoat?`#define USE_CLEARCOAT`:``,n.clearcoatMap?`#define USE_CLEARCOATMAP`:``,n.clearcoatRoughnessMap?`#define USE_CLEARCOAT_ROUGHNESSMAP`:``,n.clearcoatNormalMap?`#define USE_CLEARCOAT_NORMALMAP`:``,n.diffuseRoughness?`#define USE_DIFFUSE_ROUGHNESS`:``,n.diffuseRoughnessMap?`#define USE_DIFFUSE_ROUGHNESSMAP`:``,n.dispersion?`#define USE_DISPERSION`:``,n.retroreflection?`#define USE_RETROREFLECTION`:``,n.iridescence?`#define USE_IRIDESCENCE`:``,n.iridescenceMap?`#define USE_IRIDESCENCEMAP`:``,n.iridescenceThicknessMap?`#define USE_IRIDESCENCE_THICKNESSMAP`:``,n.specularMap?`#define USE_SPECULARMAP`:``,n.specularColorMap?`#define USE_SPECULAR_COLORMAP`:``,n.specularIntensityMap?`#define USE_SPECULAR_INTENSITYMAP`:``,n.roughnessMap?`#define USE_ROUGHNESSMAP`:``,n.metalnessMap?`#define USE_METALNESSMAP`:``,n.alphaMap?`#define USE_ALPHAMAP`:``,n.alphaTest?`#define USE_ALPHATEST`:``,n.alphaHash?`#define USE_ALPHAHASH`:``,n.sheen?`#define USE_SHEEN`:``,n.sheenColorMap?`#define USE_SHEEN_COLORMAP`:``,n.sheenRoughnessMap?`#define USE_SHEEN_ROUGHNESSMAP`:``,n.transmission?`#define USE_TRANSMISSION`:``,n.transmissionMap?`#define USE_TRANSMISSIONMAP`:``,n.thicknessMap?`#define USE_THICKNESSMAP`:``,n.vertexTangents&&n.flatShading===!1?`#define USE_TANGENT`:``,n.vertexColors||n.instancingColor?`#define USE_COLOR`:``,n.vertexAlphas||n.batchingColor?`#define USE_COLOR_ALPHA`:``,n.vertexUv1s?`#define USE_UV1`:``,n.vertexUv2s?`#define USE_UV2`:``,n.vertexUv3s?`#define USE_UV3`:``,n.pointsUvs?`#define USE_POINTS_UV`:``,n.gradientMap?`#define USE_GRADIENTMAP`:``,n.flatShading?`#define FLAT_SHADED`:``,n.doubleSided?`#define DOUBLE_SIDED`:``,n.flipSided?`#define FLIP_SIDED`:``,n.shadowMapEnabled?`#define USE_SHADOWMAP`:``,n.shadowMapEnabled?`#define `+c:``,n.premultipliedAlpha?`#define PREMULTIPLIED_ALPHA`:``,n.numLightProbes>0?`#define USE_LIGHT_PROBES`:``,n.decodeVideoTexture?`#define DECODE_VIDEO_TEXTURE`:``,n.decodeVideoTextureEmissive?`#define DECODE_VIDEO_TEXTURE_EMISSIVE`:``,n.logarithmicDepthBuffer?`#define USE_LOGARITHMIC_DEPTH_BUFFER`:``,n.reversedDepthBuffer?`#define USE_REVERSED_DEPTH_BUFFER`:``,`uniform mat4 viewMatrix;`,`uniform vec3 cameraPosition;`,`uniform bool isOrthographic;`,n.toneMapping===0?``:`#define TONE_MAPPING`,n.toneMapping===0?``:nS.tonemapping_pars_fragment,n.toneMapping===0?``:nw(`toneMapping`,n.toneMapping),n.dithering?`#define DITHERING`:``,n.opaque?`#define OPAQUE`:``,nS.colorspace_pars_fragment,ew(`linearToOutputTexel`,n.outputColorSpace),iw(),n.useDepthPacking?`#define DEPTH_PACKING `+n.depthPacking:``,`
`].filter(cw).join(`
`)),o=fw(o),o=lw(o,n),o=uw(o,n),s=fw(s),s=lw(s,n),s=uw(s,n),o=hw(o),s=hw(s),n.isRawShaderMaterial!==!0&&(_=`#version 300 es
`,h=[f,`#define attribute in`,`#define varying out`,`#define texture2D texture`].join(`
`)+`
`+h,g=[`#define varying in`,n.glslVersion===`300 es`?``:`layout(location = 0) out highp vec4 pc_fragColor;`,n.glslVersion===`300 es`?``:`#define gl_FragColor pc_fragColor`,`#define gl_FragDepthEXT gl_FragDepth`,`#define texture2D texture`,`#define textureCube texture`,`#define texture2DProj textureProj`,`#define texture2DLodEXT textureLod`,`#define texture2DProjLodEXT textureProjLod`,`#define textureCubeLodEXT textureLod`,`#define texture2DGradEXT textureGrad`,`#define texture2DProjGradEXT textureProjGrad`,`#define textureCubeGradEXT textureGrad`].join(`
`)+`
`+g);let v=_+h+o,y=_+g+s,b=qC(i,i.VERTEX_SHADER,v),x=qC(i,i.FRAGMENT_SHADER,y);i.attachShader(m,b),i.attachShader(m,x),n.index0AttributeName===void 0?n.hasPositionAttribute===!0&&i.bindAttribLocation(m,0,`position`):i.bindAttribLocation(m,0,n.index0AttributeName),i.linkProgram(m);function S(t){if(e.debug.checkShaderErrors){let n=i.getProgramInfoLog(m)||``,r=i.getShaderInfoLog(b)||``,a=i.getShaderInfoLog(x)||``,o=n.trim(),s=r.trim(),c=a.trim(),l=!0,u=!0;if(i.getProgramParameter(m,i.LINK_STATUS)===!1){if(l=!1,typeof e.debug.onShaderError==`function`)e.debug.onShaderError(i,m,b,x);else{let e=$C(i,b,`vertex`),n=$C(i,x,`fragment`);g_(`WebGLProgram: Shader Error `+i.getError()+` - VALIDATE_STATUS `+i.getProgramParameter(m,i.VALIDATE_STATUS)+`

Material Name: `+t.name+`
Material Type: `+t.type+`

Program Info Log: `+o+`
`+e+`
`+n)}}else o===``?(s===``||c===``)&&(u=!1):h_(`WebGLProgram: Program Info Log:`,o);u&&(t.diagnostics={runnable:l,programLog:o,vertexShader:{log:s,prefix:h},fragmentShader:{log:c,prefix:g}})}i.deleteShader(b),i.deleteShader(x),C=new KC(i,m),w=sw(i,m)}let C;this.getUniforms=function(){return C===void 0&&S(this),C};let w;this.getAttributes=function(){return w===void 0&&S(this),w};let T=n.rendererExtensionParallelShaderCompile===!1;return this.isReady=function(){return T===!1&&(T=i.getProgramParameter(m,JC)),T},this.destroy=function(){r.releaseStatesOfProgram(this),i.deleteProgram(m),this.program=void 0},this.type=n.shaderType,this.name=n.shaderName,this.id=YC++,this.cacheKey=t,this.usedTimes=1,this.program=m,this.vertexShader=b,this.fragmentShader=x,this}var Tw=0,Ew=class{constructor(){this.shaderCache=new Map,this.materialCache=new Map}update(e,t,n){let r=this._getShaderCacheForMaterial(e);return r.has(t)===!1&&(r.add(t),t.usedTimes++),r.has(n)===!1&&(r.add(n),n.usedTimes++),this}remove(e){let t=this.materialCache.get(e);for(let e of t)e.usedTimes--,e.usedTimes===0&&this.shaderCache.delete(e.code);return this.materialCache.delete(e),this}getVertexShaderStage(e){return this._getShaderStage(e.vertexShader)}getFragmentShaderStage(e){return this._getShaderStage(e.fragmentShader)}dispose(){this.shaderCache.clear(),this.materialCache.clear()}_getShaderCacheForMaterial(e){let t=this.materialCache,n=t.get(e);return n===void 0&&(n=new Set,t.set(e,n)),n}_getShaderStage(e){let t=this.shaderCache,n=t.get(e);return n===void 0&&(n=new Dw(e),t.set(e,n)),n}},Dw=class{constructor(e){this.id=Tw++,this.code=e,this.usedTimes=0}};function Ow(e){return e===1030||e===37490||e===36285}function kw(e,t,n,r,i,a){let o=new mv,s=new Ew,c=new Set,l=[],u=new Map,d=r.logarithmicDepthBuffer,f={MeshDepthMaterial:`depth`,MeshDistanceMaterial:`distance`,MeshNormalMaterial:`normal`,MeshBasicMaterial:`basic`,MeshLambertMaterial:`lambert`,MeshPhongMaterial:`phong`,MeshToonMaterial:`toon`,MeshStandardMaterial:`physical`,MeshPhysicalMaterial:`physical`,MeshMatcapMaterial:`matcap`,LineBasicMaterial:`basic`,LineDashedMaterial:`dashed`,PointsMaterial:`points`,ShadowMaterial:`shadow`,SpriteMaterial:`sprite`};function p(e){return c.add(e),e===0?`uv`:`uv${e}`}function m(i,o,l,u,m,h){let g=u.fog,_=m.geometry,v=i.isMeshStandardMaterial||i.isMeshLambertMaterial||i.isMeshPhongMaterial?u.environment:null,y=i.isMeshStandardMaterial||i.isMeshLambertMaterial&&!i.envMap||i.isMeshPhongMaterial&&!i.envMap,b=t.get(i.envMap||v,y),x=f[i.type],S=r.precision;i.precision!==null&&(S=r.getMaxPrecision(i.precision),S!==i.precision&&h_(`WebGLProgram.getParameters:`,i.precision,`not supported, using`,S,`instead.`));let C=_.morphAttributes.position||_.morphAttributes.normal||_.morphAttributes.color,w=C===void 0?0:C.length,T=0;_.morphAttributes.position!==void 0&&(T=1),_.morphAttributes.normal!==void 0&&(T=2),_.morphAttributes.color!==void 0&&(T=3);let E,D,O,ee;if(x){let e=rS[x];E=e.vertexShader,D=e.fragmentShader}else{E=i.vertexShader,D=i.fragmentShader;let e=s.getVertexShaderStage(i),t=s.getFragmentShaderStage(i);s.update(i,e,t),O=e.id,ee=t.id}let k=e.getRenderTarget(),te=e.state.buffers.depth.getReversed(),ne=m.isInstancedMesh===!0,re=m.isBatchedMesh===!0,ie=!!i.map,ae=!!i.matcap,oe=!!b,se=oe&&b.isPMREMTexture===!0,ce=!!i.aoMap,le=!!i.lightMap,ue=!!i.bumpMap&&i.wireframe===!1,de=!!i.normalMap,fe=!!i.displacementMap,pe=!!i.emissiveMap,me=!!i.metalnessMap,he=!!i.roughnessMap,ge=i.anisotropy>0,_e=i.clearcoat>0,ve=i.diffuseRoughness>0,ye=i.dispersion>0,be=i.retroreflectivity>0,xe=i.iridescence>0,Se=i.sheen>0,Ce=i.transmission>0,we=ge&&!!i.anisotropyMap,A=_e&&!!i.clearcoatMap,Te=_e&&!!i.clearcoatNormalMap,Ee=_e&&!!i.clearcoatRoughnessMap,De=ve&&!!i.diffuseRoughnessMap,j=xe&&!!i.iridescenceMap,Oe=xe&&!!i.iridescenceThicknessMap,ke=Se&&!!i.sheenColorMap,Ae=Se&&!!i.sheenRoughnessMap,M=!!i.specularMap,je=!!i.specularColorMap,Me=!!i.specularIntensityMap,Ne=Ce&&!!i.transmissionMap,Pe=Ce&&!!i.thicknessMap,Fe=!!i.gradientMap,Ie=!!i.alphaMap,Le=i.alphaTest>0,Re=!!i.alphaHash,ze=!!i.extensions,Be=0;i.toneMapped&&(k===null||k.isXRRenderTarget===!0)&&(Be=e.toneMapping);let Ve=se?b.isCompressedCubeTexture?b.image[0].mipmaps:b.mipmaps:null,He={shaderID:x,shaderType:i.type,shaderName:i.name,vertexShader:E,fragmentShader:D,defines:i.defines,customVertexShaderID:O,customFragmentShaderID:ee,isRawShaderMaterial:i.isRawShaderMaterial===!0,glslVersion:i.glslVersion,precision:S,batching:re,batchingColor:re&&m._colorsTexture!==null,instancing:ne,instancingColor:ne&&m.instanceColor!==null,instancingMorph:ne&&m.morphTexture!==null,outputColorSpace:k===null?e.outputColorSpace:k.isXRRenderTarget===!0?k.texture.colorSpace:V_.workingColorSpace,alphaToCoverage:!!i.alphaToCoverage,map:ie,matcap:ae,envMap:oe,envMapMode:oe&&b.mapping,envMapPMREM:se,envMapMaxLod:se?Ve.length-1:null,envMapSize:se?Ve[0].width:null,aoMap:ce,lightMap:le,bumpMap:ue,normalMap:de,displacementMap:fe,emissiveMap:pe,normalMapObjectSpace:de&&i.normalMapType===1,normalMapTangentSpace:de&&i.normalMapType===0,packedNormalMap:de&&i.normalMapType===0&&Ow(i.normalMap.format),metalnessMap:me,roughnessMap:he,anisotropy:ge,anisotropyMap:we,clearcoat:_e,clearcoatMap:A,clearcoatNormalMap:Te,clearcoatRoughnessMap:Ee,diffuseRoughness:ve,diffuseRoughnessMap:De,dispersion:ye,retroreflection:be,iridescence:xe,iridescenceMap:j,iridescenceThicknessMap:Oe,sheen:Se,sheenColorMap:ke,sheenRoughnessMap:Ae,specularMap:M,specularColorMap:je,specularIntensityMap:Me,transmission:Ce,transmissionMap:Ne,thicknessMap:Pe,gradientMap:Fe,opaque:i.transparent===!1&&i.blending===1&&i.alphaToCoverage===!1,alphaMap:Ie,alphaTest:Le,alphaHash:Re,combine:i.combine,mapUv:ie&&p(i.map.channel),aoMapUv:ce&&p(i.aoMap.channel),lightMapUv:le&&p(i.lightMap.channel),bumpMapUv:ue&&p(i.bumpMap.channel),normalMapUv:de&&p(i.normalMap.channel),displacementMapUv:fe&&p(i.displacementMap.channel),emissiveMapUv:pe&&p(i.emissiveMap.channel),metalnessMapUv:me&&p(i.metalnessMap.channel),roughnessMapUv:he&&p(i.roughnessMap.channel),anisotropyMapUv:we&&p(i.anisotropyMap.channel),clearcoatMapUv:A&&p(i.clearcoatMap.channel),clearcoatNormalMapUv:Te&&p(i.clearcoatNormalMap.channel),clearcoatRoughnessMapUv:Ee&&p(i.clearcoatRoughnessMap.channel),diffuseRoughnessMapUv:De&&p(i.diffuseRoughnessMap.channel),iridescenceMapUv:j&&p(i.iridescenceMap.channel),iridescenceThicknessMapUv:Oe&&p(i.iridescenceThicknessMap.channel),sheenColorMapUv:ke&&p(i.sheenColorMap.channel),sheenRoughnessMapUv:Ae&&p(i.sheenRoughnessMap.channel),specularMapUv:M&&p(i.specularMap.channel),specularColorMapUv:je&&p(i.specularColorMap.channel),specularIntensityMapUv:Me&&p(i.specularIntensityMap.channel),transmissionMapUv:Ne&&p(i.transmissionMap.channel),thicknessMapUv:Pe&&p(i.thicknessMap.channel),alphaMapUv:Ie&&p(i.alphaMap.channel),vertexTangents:!!_.attributes.tangent&&(de||ge),vertexNormals:!!_.attributes.normal,vertexColors:i.vertexColors,vertexAlphas:i.vertexColors===!0&&!!_.attributes.color&&_.attributes.color.itemSize===4,pointsUvs:m.isPoints===!0&&!!_.attributes.uv&&(ie||Ie),fog:!!g,useFog:i.fog===!0,fogExp2:!!g&&g.isFogExp2,flatShading:i.wireframe===!1&&(i.flatShading===!0||_.attributes.normal===void 0&&de===!1&&(i.isMeshLambertMaterial||i.isMeshPhongMaterial||i.isMeshStandardMaterial||i.isMeshPhysicalMaterial)),sizeAttenuation:i.sizeAttenuation===!0,logarithmicDepthBuffer:d,reversedDepthBuffer:te,skinning:m.isSkinnedMesh===!0,hasPositionAttribute:_.attributes.position!==void 0,morphTargets:_.morphAttributes.position!==void 0,morphNormals:_.morphAttributes.normal!==void 0,morphColors:_.morphAttributes.color!==void 0,morphTargetsCount:w,morphTextureStride:T,numSunLights:o.sun.length,numDirLights:o.directional.length,numPointLights:o.point.length,numSpotLights:o.spot.length,numSpotLightMaps:o.spotLightMap.length,numRectAreaLights:o.rectArea.length,numHemiLights:o.hemi.length,numSunLightShadows:o.sunShadowMap.length,numDirLightShadows:o.directionalShadowMap.length,numPointLightShadows:o.pointShadowMap.length,numSpotLightShadows:o.spotShadowMap.length,numSpotLightShadowsWithMaps:o.numSpotLightShadowsWithMaps,numLightProbes:o.numLightProbes,numLightProbeGrids:h.filter(e=>e.texture!==null).length,numClippingPlanes:a.numPlanes,numClipIntersection:a.numIntersection,dithering:i.dithering,shadowMapEnabled:e.shadowMap.enabled&&l.length>0,shadowMapType:e.shadowMap.type,toneMapping:Be,decodeVideoTexture:ie&&i.map.isVideoTexture===!0&&V_.getTransfer(i.map.colorSpace)===`srgb`,decodeVideoTextureEmissive:pe&&i.emissiveMap.isVideoTexture===!0&&V_.getTransfer(i.emissiveMap.colorSpace)===`srgb`,premultipliedAlpha:i.premultipliedAlpha,doubleSided:i.side===2,flipSided:i.side===1,useDepthPacking:i.depthPacking>=0,depthPacking:i.depthPacking||0,index0AttributeName:i.index0AttributeName,extensionClipCullDistance:ze&&i.extensions.clipCullDistance===!0&&n.has(`WEBGL_clip_cull_distance`),extensionMultiDraw:(ze&&i.extensions.multiDraw===!0||re)&&n.has(`WEBGL_multi_draw`),rendererExtensionParallelShaderCompile:n.has(`KHR_parallel_shader_compile`),customProgramCacheKey:i.customProgramCacheKey()};return He.vertexUv1s=c.has(1),He.vertexUv2s=c.has(2),He.vertexUv3s=c.has(3),c.clear(),He}function h(t){let n=[];if(t.shaderID?n.push(t.shaderID):(n.push(t.customVertexShaderID),n.push(t.customFragmentShaderID)),t.defines!==void 0)for(let e in t.defines)n.push(e),n.push(t.defines[e]);return t.isRawShaderMaterial===!1&&(g(n,t),_(n,t),n.push(e.outputColorSpace)),n.push(t.customProgramCacheKey),n.join()}function g(e,t){e.push(t.precision),e.push(t.outputColorSpace),e.push(t.envMapMode),e.push(t.envMapPMREM),e.push(t.envMapMaxLod),e.push(t.envMapSize),e.push(t.mapUv),e.push(t.alphaMapUv),e.push(t.lightMapUv),e.push(t.aoMapUv),e.push(t.bumpMapUv),e.push(t.normalMapUv),e.push(t.displacementMapUv),e.push(t.emissiveMapUv),e.push(t.metalnessMapUv),e.push(t.roughnessMapUv),e.push(t.anisotropyMapUv),e.push(t.clearcoatMapUv),e.push(t.clearcoatNormalMapUv),e.push(t.clearcoatRoughnessMapUv),e.push(t.diffuseRoughnessMapUv),e.push(t.iridescenceMapUv),e.push(t.iridescenceThicknessMapUv),e.push(t.sheenColorMapUv),e.push(t.sheenRoughnessMapUv),e.push(t.specularMapUv),e.push(t.specularColorMapUv),e.push(t.specularIntensityMapUv),e.push(t.transmissionMapUv),e.push(t.thicknessMapUv),e.push(t.combine),e.push(t.fogExp2),e.push(t.sizeAttenuation),e.push(t.morphTargetsCount),e.push(t.numSunLights),e.push(t.numDirLights),e.push(t.numPointLights),e.push(t.numSpotLights),e.push(t.numSpotLightMaps),e.push(t.numHemiLights),e.push(t.numRectAreaLights),e.push(t.numSunLightShadows),e.push(t.numDirLightShadows),e.push(t.numPointLightShadows),e.push(t.numSpotLightShadows),e.push(t.numSpotLightShadowsWithMaps),e.push(t.numLightProbes),e.push(t.numLightProbeGrids),e.push(t.shadowMapType),e.push(t.toneMapping),e.push(t.numClippingPlanes),e.push(t.numClipIntersection),e.push(t.depthPacking)}function _(e,t){o.disableAll(),t.instancing&&o.enable(0),t.instancingColor&&o.enable(1),t.instancingMorph&&o.enable(2),t.matcap&&o.enable(3),t.envMap&&o.enable(4),t.normalMapObjectSpace&&o.enable(5),t.normalMapTangentSpace&&o.enable(6),t.clearcoat&&o.enable(7),t.iridescence&&o.enable(8),t.alphaTest&&o.enable(9),t.vertexColors&&o.enable(10),t.vertexAlphas&&o.enable(11),t.vertexUv1s&&o.enable(12),t.vertexUv2s&&o.enable(13),t.vertexUv3s&&o.enable(14),t.vertexTangents&&o.enable(15),t.anisotropy&&o.enable(16),t.alphaHash&&o.enable(17),t.batching&&o.enable(18),t.dispersion&&o.enable(19),t.retroreflection&&o.enable(24),t.diffuseRoughness&&o.enable(25),t.batchingColor&&o.enable(20),t.gradientMap&&o.enable(21),t.packedNormalMap&&o.enable(22),t.vertexNormals&&o.enable(23),e.push(o.mask),o.disableAll(),t.fog&&o.enable(0),t.useFog&&o.enable(1),t.flatShading&&o.enable(2),t.logarithmicDepthBuffer&&o.enable(3),t.reversedDepthBuffer&&o.enable(4),t.skinning&&o.enable(5),t.morphTargets&&o.enable(6),t.morphNormals&&o.enable(7),t.morphColors&&o.enable(8),t.premultipliedAlpha&&o.enable(9),t.shadowMapEnabled&&o.enable(10),t.doubleSided&&o.enable(11),t.flipSided&&o.enable(12),t.useDepthPacking&&o.enable(13),t.dithering&&o.enable(14),t.transmission&&o.enable(15),t.sheen&&o.enable(16),t.opaque&&o.enable(17),t.pointsUvs&&o.enable(18),t.decodeVideoTexture&&o.enable(19),t.decodeVideoTextureEmissive&&o.enable(20),t.alphaToCoverage&&o.enable(21),t.numLightProbeGrids>0&&o.enable(22),t.hasPositionAttribute&&o.enable(23),e.push(o.mask)}function v(e){let t=f[e.type],n;if(t){let e=rS[t];n=Vb.clone(e.uniforms)}else n=e.uniforms;return n}function y(t,n){let r=u.get(n);return r===void 0?(r=new ww(e,n,t,i),l.push(r),u.set(n,r)):++r.usedTimes,r}function b(e){if(--e.usedTimes===0){let t=l.indexOf(e);l[t]=l[l.length-1],l.pop(),u.delete(e.cacheKey),e.destroy()}}function x(e){s.remove(e)}function S(){s.dispose()}return{getParameters:m,getProgramCacheKey:h,getUniforms:v,acquireProgram:y,releaseProgram:b,releaseShaderCache:x,programs:l,dispose:S}}function Aw(){let e=new WeakMap;function t(t){return e.has(t)}function n(t){let n=e.get(t);return n===void 0&&(n={},e.set(t,n)),n}function r(t){e.delete(t)}function i(t,n,r){e.get(t)[n]=r}function a(){e=new WeakMap}return{has:t,get:n,remove:r,update:i,dispose:a}}function jw(e,t){return e.groupOrder===t.groupOrder?e.renderOrder===t.renderOrder?e.material.id===t.material.id?e.materialVariant===t.materialVariant?e.z===t.z?e.id-t.id:e.z-t.z:e.materialVariant-t.materialVariant:e.material.id-t.material.id:e.renderOrder-t.renderOrder:e.groupOrder-t.groupOrder}function Mw(e,t){return e.groupOrder===t.groupOrder?e.renderOrder===t.renderOrder?e.z===t.z?e.id-t.id:t.z-e.z:e.renderOrder-t.renderOrder:e.groupOrder-t.groupOrder}function Nw(){let e=[],t=0,n=[],r=[],i=[];function a(){t=0,n.length=0,r.length=0,i.length=0}function o(e){let t=0;return e.isInstancedMesh&&(t+=2),e.isSkinnedMesh&&(t+=1),t}function s(n,r,i,a,s,c){let l=e[t];return l===void 0?(l={id:n.id,object:n,geometry:r,material:i,materialVariant:o(n),groupOrder:a,renderOrder:n.renderOrder,z:s,group:c},e[t]=l):(l.id=n.id,l.object=n,l.geometry=r,l.material=i,l.materialVariant=o(n),l.groupOrder=a,l.renderOrder=n.renderOrder,l.z=s,l.group=c),t++,l}function c(e,t,a,o,c,l,u){u.reversedDepth===!0&&(c=-c);let d=s(e,t,a,o,c,l);a.transmission>0?r.push(d):a.transparent===!0?i.push(d):n.push(d)}function l(e,t,a,o,c,l){let u=s(e,t,a,o,c,l);a.transmission>0?r.unshift(u):a.transparent===!0?i.unshift(u):n.unshift(u)}function u(e,t){n.length>1&&n.sort(e||jw),r.length>1&&r.sort(t||Mw),i.length>1&&i.sort(t||Mw)}function d(){for(let n=t,r=e.length;n<r;n++){let t=e[n];if(t.id===null)break;t.id=null,t.object=null,t.geometry=null,t.material=null,t.group=null}}return{opaque:n,transmissive:r,transparent:i,init:a,push:c,unshift:l,finish:d,sort:u}}function Pw(){let e=new WeakMap;function t(t,n){let r=e.get(t),i;return r===void 0?(i=new Nw,e.set(t,[i])):n>=r.length?(i=new Nw,r.push(i)):i=r[n],i}function n(){e=new WeakMap}return{get:t,dispose:n}}function Fw(){let e={};return{get:function(t){if(e[t.id]!==void 0)return e[t.id];let n;switch(t.type){case`SunLight`:case`DirectionalLight`:n={direction:new Q,color:new Rv};break;case`SpotLight`:n={position:new Q,direction:new Q,color:new Rv,distance:0,coneCos:0,penumbraCos:0,decay:0};break;case`PointLight`:n={position:new Q,color:new Rv,distance:0,decay:0};break;case`HemisphereLight`:n={direction:new Q,skyColor:new Rv,groundColor:new Rv};break;case`RectAreaLight`:n={color:new Rv,position:new Q,halfWidth:new Q,halfHeight:new Q}}return e[t.id]=n,n}}}function Iw(){let e={};return{get:function(t){if(e[t.id]!==void 0)return e[t.id];let n;switch(t.type){case`SunLight`:case`DirectionalLight`:n={shadowIntensity:1,shadowBias:0,shadowNormalBias:0,shadowRadius:1,shadowMapSize:new M_};break;case`SpotLight`:n={shadowIntensity:1,shadowBias:0,shadowNormalBias:0,shadowRadius:1,shadowMapSize:new M_};break;case`PointLight`:n={shadowIntensity:1,shadowBias:0,shadowNormalBias:0,shadowRadius:1,shadowMapSize:new M_,shadowCameraNear:1,shadowCameraFar:1e3}}return e[t.id]=n,n}}}var Lw=0;function Rw(e,t){return(t.castShadow?2:0)-(e.castShadow?2:0)+ +!!t.map-!!e.map}function zw(e){let t=new Fw,n=Iw(),r={version:0,hash:{sunLength:-1,directionalLength:-1,pointLength:-1,spotLength:-1,rectAreaLength:-1,hemiLength:-1,numSunShadows:-1,numDirectionalShadows:-1,numPointShadows:-1,numSpotShadows:-1,numSpotMaps:-1,numLightProbes:-1},ambient:[0,0,0],probe:[],sun:[],sunShadow:[],sunShadowMap:[],sunShadowMatrix:[],sunShadowCascade:[],directional:[],directionalShadow:[],directionalShadowMap:[],directionalShadowMatrix:[],spot:[],spotLightMap:[],spotShadow:[],spotShadowMap:[],spotLightMatrix:[],rectArea:[],rectAreaLTC1:null,rectAreaLTC2:null,point:[],pointShadow:[],pointShadowMap:[],pointShadowMatrix:[],hemi:[],numSpotLightShadowsWithMaps:0,numLightProbes:0};for(let e=0;e<9;e++)r.probe.push(new Q);let i=new Q,a=new rv,o=new rv;function s(i){let a=0,o=0,s=0;for(let e=0;e<9;e++)r.probe[e].set(0,0,0);let c=0,l=0,u=0,d=0,f=0,p=0,m=0,h=0,g=0,_=0,v=0,y=0,b=0,x=0;i.sort(Rw);for(let e=0,S=i.length;e<S;e++){let S=i[e],C=S.color,w=S.intensity,T=S.distance,E=null;if(S.shadow&&S.shadow.map&&(E=S.shadow.map.texture.format===1030?S.shadow.map.texture:S.shadow.map.depthTexture||S.shadow.map.texture),S.isAmbientLight)a+=C.r*w,o+=C.g*w,s+=C.b*w;else if(S.isLightProbe){for(let e=0;e<9;e++)r.probe[e].addScaledVector(S.sh.coefficients[e],w);x++}else if(S.isSunLight){let e=t.get(S);if(e.color.copy(S.color).multiplyScalar(S.intensity),S.castShadow){let e=S.shadow,t=n.get(S);t.shadowIntensity=e.intensity,t.shadowBias=e.bias,t.shadowNormalBias=e.normalBias,t.shadowRadius=e.radius,t.shadowMapSize.copy(e.mapSize).multiply(e.getFrameExtents()),r.sunShadow[l]=t,r.sunShadowMap[l]=E;let i=e.getViewportCount();for(let t=0;t<i;t++)r.sunShadowMatrix[u+t]=e.getMatrix(t),r.sunShadowCascade[u+t]=e._cascadeData[t];u+=i,l++}r.sun[c]=e,c++}else if(S.isDirectionalLight){let e=t.get(S);if(e.color.copy(S.color).multiplyScalar(S.intensity),S.castShadow){let e=S.shadow,t=n.get(S);t.shadowIntensity=e.intensity,t.shadowBias=e.bias,t.shadowNormalBias=e.normalBias,t.shadowRadius=e.radius,t.shadowMapSize=e.mapSize,r.directionalShadow[d]=t,r.directionalShadowMap[d]=E,r.directionalShadowMatrix[d]=S.shadow.matrix,g++}r.directional[d]=e,d++}else if(S.isSpotLight){let e=t.get(S);e.position.setFromMatrixPosition(S.matrixWorld),e.color.copy(C).multiplyScalar(w),e.distance=T,e.coneCos=Math.cos(S.angle),e.penumbraCos=Math.cos(S.angle*(1-S.penumbra)),e.decay=S.decay,r.spot[p]=e;let i=S.shadow;if(S.map&&(r.spotLightMap[y]=S.map,y++,i.updateMatrices(S),S.castShadow&&b++),r.spotLightMatrix[p]=i.matrix,S.castShadow){let e=n.get(S);e.shadowIntensity=i.intensity,e.shadowBias=i.bias,e.shadowNormalBias=i.normalBias,e.shadowRadius=i.radius,e.shadowMapSize=i.mapSize,r.spotShadow[p]=e,r.spotShadowMap[p]=E,v++}p++}else if(S.isRectAreaLight){let e=t.get(S);e.color.copy(C).multiplyScalar(w),e.halfWidth.set(S.width*.5,0,0),e.halfHeight.set(0,S.height*.5,0),r.rectArea[m]=e,m++}else if(S.isPointLight){let e=t.get(S);if(e.color.copy(S.color).multiplyScalar(S.intensity),e.distance=S.distance,e.decay=S.decay,S.castShadow){let e=S.shadow,t=n.get(S);t.shadowIntensity=e.intensity,t.shadowBias=e.bias,t.shadowNormalBias=e.normalBias,t.shadowRadius=e.radius,t.shadowMapSize=e.mapSize,t.shadowCameraNear=e.camera.near,t.shadowCameraFar=e.camera.far,r.pointShadow[f]=t,r.pointShadowMap[f]=E,r.pointShadowMatrix[f]=S.shadow.matrix,_++}r.point[f]=e,f++}else if(S.isHemisphereLight){let e=t.get(S);e.skyColor.copy(S.color).multiplyScalar(w),e.groundColor.copy(S.groundColor).multiplyScalar(w),r.hemi[h]=e,h++}}m>0&&(e.has(`OES_texture_float_linear`)===!0?(r.rectAreaLTC1=$.LTC_FLOAT_1,r.rectAreaLTC2=$.LTC_FLOAT_2):(r.rectAreaLTC1=$.LTC_HALF_1,r.rectAreaLTC2=$.LTC_HALF_2)),r.ambient[0]=a,r.ambient[1]=o,r.ambient[2]=s;let S=r.hash;(S.sunLength!==c||S.directionalLength!==d||S.pointLength!==f||S.spotLength!==p||S.rectAreaLength!==m||S.hemiLength!==h||S.numSunShadows!==l||S.numDirectionalShadows!==g||S.numPointShadows!==_||S.numSpotShadows!==v||S.numSpotMaps!==y||S.numLightProbes!==x)&&(r.sun.length=c,r.directional.length=d,r.spot.length=p,r.rectArea.length=m,r.point.length=f,r.hemi.length=h,r.sunShadow.length=l,r.sunShadowMap.length=l,r.sunShadowMatrix.length=u,r.sunShadowCascade.length=u,r.directionalShadow.length=g,r.directionalShadowMap.length=g,r.directionalShadowMatrix.length=g,r.pointShadow.length=_,r.pointShadowMap.length=_,r.pointShadowMatrix.length=_,r.spotShadow.length=v,r.spotShadowMap.length=v,r.spotLightMatrix.length=v+y-b,r.spotLightMap.length=y,r.numSpotLightShadowsWithMaps=b,r.numLightProbes=x,S.sunLength=c,S.directionalLength=d,S.pointLength=f,S.spotLength=p,S.rectAreaLength=m,S.hemiLength=h,S.numSunShadows=l,S.numDirectionalShadows=g,S.numPointShadows=_,S.numSpotShadows=v,S.numSpotMaps=y,S.numLightProbes=x,r.version=Lw++)}function c(e,t){let n=0,s=0,c=0,l=0,u=0,d=0,f=t.matrixWorldInverse;for(let t=0,p=e.length;t<p;t++){let p=e[t];if(p.isSunLight){let e=r.sun[n];e.direction.setFromMatrixPosition(p.matrixWorld),e.direction.transformDirection(f),n++}else if(p.isDirectionalLight){let e=r.directional[s];e.direction.setFromMatrixPosition(p.matrixWorld),i.setFromMatrixPosition(p.target.matrixWorld),e.direction.sub(i),e.direction.transformDirection(f),s++}else if(p.isSpotLight){let e=r.spot[l];e.position.setFromMatrixPosition(p.matrixWorld),e.position.applyMatrix4(f),e.direction.setFromMatrixPosition(p.matrixWorld),i.setFromMatrixPosition(p.target.matrixWorld),e.direction.sub(i),e.direction.transformDirection(f),l++}else if(p.isRectAreaLight){let e=r.rectArea[u];e.position.setFromMatrixPosition(p.matrixWorld),e.position.applyMatrix4(f),o.identity(),a.copy(p.matrixWorld),a.premultiply(f),o.extractRotation(a),e.halfWidth.set(p.width*.5,0,0),e.halfHeight.set(0,p.height*.5,0),e.halfWidth.applyMatrix4(o),e.halfHeight.applyMatrix4(o),u++}else if(p.isPointLight){let e=r.point[c];e.position.setFromMatrixPosition(p.matrixWorld),e.position.applyMatrix4(f),c++}else if(p.isHemisphereLight){let e=r.hemi[d];e.direction.setFromMatrixPosition(p.matrixWorld),e.direction.transformDirection(f),d++}}}return{setup:s,setupView:c,state:r}}function Bw(e){let t=new zw(e),n=[],r=[],i=[];function a(e){u.camera=e,n.length=0,r.length=0,i.length=0}function o(e){e.isLightProbeGrid?i.push(e):n.push(e)}function s(e){r.push(e)}function c(){t.setup(n),i.sort((e,t)=>e.priority-t.priority||e.id-t.id)}function l(e){t.setupView(n,e)}let u={lightsArray:n,shadowsArray:r,lightProbeGridArray:i,camera:null,lights:t,transmissionRenderTarget:{},textureUnits:0};return{init:a,state:u,setupLights:c,setupLightsView:l,pushLight:o,pushShadow:s}}function Vw(e){let t=new WeakMap;function n(n,r=0){let i=t.get(n),a;return i===void 0?(a=new Bw(e),t.set(n,[a])):r>=i.length?(a=new Bw(e),i.push(a)):a=i[r],a}function r(){t=new WeakMap}return{get:n,dispose:r}}var Hw=`void main() {
	gl_Position = vec4( position, 1.0 );
}`,Uw=`uniform sampler2D shadow_pass;
uniform vec2 resolution;
uniform float radius;
void main() {
	const float samples = float( VSM_SAMPLES );
	float mean = 0.0;
	float squared_mean = 0.0;
	float uvStride = samples <= 1.0 ? 0.0 : 2.0 / ( samples - 1.0 );
	float uvStart = samples <= 1.0 ? 0.0 : - 1.0;
	for ( float i = 0.0; i < samples; i ++ ) {
		float uvOffset = uvStart + i * uvStride;
		#ifdef HORIZONTAL_PASS
			vec2 distribution = texture2D( shadow_pass, ( gl_FragCoord.xy + vec2( uvOffset, 0.0 ) * radius ) / resolution ).rg;
			mean += distribution.x;
			squared_mean += distribution.y * distribution.y + distribution.x * distribution.x;
		#else
			float depth = texture2D( shadow_pass, ( gl_FragCoord.xy + vec2( 0.0, uvOffset ) * radius ) / resolution ).r;
			mean += depth;
			squared_mean += depth * depth;
		#endif
	}
	mean = mean / samples;
	squared_mean = squared_mean / samples;
	float std_dev = sqrt( max( 0.0, squared_mean - mean * mean ) );
	gl_FragColor = vec4( mean, std_dev, 0.0, 1.0 );
}`,Ww=[new Q(1,0,0),new Q(-1,0,0),new Q(0,1,0),new Q(0,-1,0),new Q(0,0,1),new Q(0,0,-1)],Gw=[new Q(0,-1,0),new Q(0,-1,0),new Q(0,0,1),new Q(0,0,-1),new Q(0,-1,0),new Q(0,-1,0)],Kw=new rv,qw=new Q,Jw=new Q;function Yw(e,t,n){let r=new db,i=new M_,a=new M_,o=new Q_,s=new qb,c=new Jb,l={},u=n.maxTextureSize,d={0:1,1:0,2:2},f=new Wb({defines:{VSM_SAMPLES:8},uniforms:{shadow_pass:{value:null},resolution:{value:new M_},radius:{value:4}},vertexShader:Hw,fragmentShader:Uw}),p=f.clone();p.defines.HORIZONTAL_PASS=1;let m=new Py;m.setAttribute(`position`,new yy(new Float32Array([-1,-1,.5,3,-1,.5,-1,3,.5]),3));let h=new ib(m,f),g=this;this.enabled=!1,this.autoUpdate=!0,this.needsUpdate=!1,this.type=1;let _=this.type;this.render=function(t,n,s){if(g.enabled===!1||g.autoUpdate===!1&&g.needsUpdate===!1||t.length===0)return;this.type===2&&(h_(`WebGLShadowMap: PCFSoftShadowMap has been removed. Using PCFShadowMap instead.`),this.type=1);let c=e.getRenderTarget(),l=e.getActiveCubeFace(),d=e.getActiveMipmapLevel(),f=e.state;f.setBlending(0),f.buffers.depth.getReversed()===!0?f.buffers.color.setClear(0,0,0,0):f.buffers.color.setClear(1,1,1,1),f.buffers.depth.setTest(!0),f.setScissorTest(!1);let p=_!==this.type;p&&n.traverse(function(e){e.material&&(Array.isArray(e.material)?e.material.forEach(e=>e.needsUpdate=!0):e.material.needsUpdate=!0)});for(let c=0,l=t.length;c<l;c++){let l=t[c],d=l.shadow;if(d===void 0){h_(`WebGLShadowMap:`,l,`has no shadow.`);continue}if(d.autoUpdate===!1&&d.needsUpdate===!1)continue;i.copy(d.mapSize);let m=d.getFrameExtents();i.multiply(m),a.copy(d.mapSize),(i.x>u||i.y>u)&&(i.x>u&&(a.x=Math.floor(u/m.x),i.x=a.x*m.x,d.mapSize.x=a.x),i.y>u&&(a.y=Math.floor(u/m.y),i.y=a.y*m.y,d.mapSize.y=a.y));let h=e.state.buffers.depth.getReversed();if(d.camera._reversedDepth=h,d.map===null||p===!0){if(d.map!==null&&(d.map.depthTexture!==null&&(d.map.depthTexture.dispose(),d.map.depthTexture=null),d.map.dispose()),this.type===3){if(l.isPointLight){h_(`WebGLShadowMap: VSM shadow maps are not supported for PointLights. Use PCF or BasicShadowMap instead.`);continue}d.map=new ev(i.x,i.y,{format:cg,type:Yh,minFilter:zh,magFilter:zh,generateMipmaps:!1}),d.map.texture.name=l.name+`.shadowMap`,d.map.depthTexture=new Ob(i.x,i.y,Jh),d.map.depthTexture.name=l.name+`.shadowMapDepth`,d.map.depthTexture.format=ig,d.map.depthTexture.compareFunction=null,d.map.depthTexture.minFilter=Ih,d.map.depthTexture.magFilter=Ih}else l.isPointLight?(d.map=new fS(i.x),d.map.depthTexture=new kb(i.x,qh)):(d.map=new ev(i.x,i.y),d.map.depthTexture=new Ob(i.x,i.y,qh)),d.map.depthTexture.name=l.name+`.shadowMap`,d.map.depthTexture.format=ig,this.type===1?(d.map.depthTexture.compareFunction=h?518:515,d.map.depthTexture.minFilter=zh,d.map.depthTexture.magFilter=zh):(d.map.depthTexture.compareFunction=null,d.map.depthTexture.minFilter=Ih,d.map.depthTexture.magFilter=Ih);d.camera.updateProjectionMatrix()}d.map.isWebGLCubeRenderTarget!==!0&&(d.map.width!==i.x||d.map.height!==i.y)&&d.map.setSize(i.x,i.y);let g=d.map.isWebGLCubeRenderTarget?6:d.getViewportCount();l.isPointLight!==!0&&d.updateMatrices(l,s);let _=d.camera.layers.mask&4294967294?d.camera.layers:s.layers;for(let t=0;t<g;t++){let i=d.getCamera(t);if(l.isPointLight){let e=d.camera,n=d.matrix,r=l.distance||e.far;r!==e.far&&(e.far=r,e.updateProjectionMatrix()),qw.setFromMatrixPosition(l.matrixWorld),e.position.copy(qw),Jw.copy(e.position),Jw.add(Ww[t]),e.up.copy(Gw[t]),e.lookAt(Jw),e.updateMatrixWorld(),n.makeTranslation(-qw.x,-qw.y,-qw.z),Kw.multiplyMatrices(e.projectionMatrix,e.matrixWorldInverse),d._frustum.setFromProjectionMatrix(Kw,e.coordinateSystem,e.reversedDepth)}if(d.map.isWebGLCubeRenderTarget)e.setRenderTarget(d.map,t),e.clear();else{t===0&&(e.setRenderTarget(d.map),e.clear());let n=d.getViewport(t);o.set(a.x*n.x,a.y*n.y,a.x*n.z,a.y*n.w),f.viewport(o)}r=d.getFrustum(t),b(n,s,i,l,_,this.type)}d.isPointLightShadow!==!0&&this.type===3&&v(d,s),d.needsUpdate=!1}_=this.type,g.needsUpdate=!1,e.setRenderTarget(c,l,d)};function v(n,r){let a=t.update(h);f.defines.VSM_SAMPLES!==n.blurSamples&&(f.defines.VSM_SAMPLES=n.blurSamples,p.defines.VSM_SAMPLES=n.blurSamples,f.needsUpdate=!0,p.needsUpdate=!0),n.mapPass===null?n.mapPass=new ev(i.x,i.y,{format:cg,type:Yh}):(n.mapPass.width!==n.map.width||n.mapPass.height!==n.map.height)&&n.mapPass.setSize(n.map.width,n.map.height),f.uniforms.shadow_pass.value=n.map.depthTexture,f.uniforms.resolution.value.set(n.map.width,n.map.height),f.uniforms.radius.value=n.radius,e.setRenderTarget(n.mapPass),e.clear(),e.renderBufferDirect(r,null,a,f,h,null),p.uniforms.shadow_pass.value=n.mapPass.texture,p.uniforms.resolution.value.set(n.map.width,n.map.height),p.uniforms.radius.value=n.radius,e.setRenderTarget(n.map),e.clear(),e.renderBufferDirect(r,null,a,p,h,null)}function y(t,n,r,i){let a=null,o=r.isPointLight===!0?t.customDistanceMaterial:t.customDepthMaterial;if(o!==void 0)a=o;else if(a=r.isPointLight===!0?c:s,e.localClippingEnabled&&n.clipShadows===!0&&Array.isArray(n.clippingPlanes)&&n.clippingPlanes.length!==0||n.displacementMap&&n.displacementScale!==0||n.alphaMap&&n.alphaTest>0||n.map&&n.alphaTest>0||n.alphaToCoverage===!0){let e=a.uuid,t=n.uuid,r=l[e];r===void 0&&(r={},l[e]=r);let i=r[t];i===void 0&&(i=a.clone(),r[t]=i,n.addEventListener(`dispose`,x)),a=i}if(a.visible=n.visible,a.wireframe=n.wireframe,i===3?a.side=n.shadowSide===null?n.side:n.shadowSide:a.side=n.shadowSide===null?d[n.side]:n.shadowSide,a.alphaMap=n.alphaMap,a.alphaTest=n.alphaToCoverage===!0?.5:n.alphaTest,a.map=n.map,a.clipShadows=n.clipShadows,a.clippingPlanes=n.clippingPlanes,a.clipIntersection=n.clipIntersection,a.displacementMap=n.displacementMap,a.displacementScale=n.displacementScale,a.displacementBias=n.displacementBias,a.wireframeLinewidth=n.wireframeLinewidth,a.linewidth=n.linewidth,r.isPointLight===!0&&a.isMeshDistanceMaterial===!0){let t=e.properties.get(a);t.light=r}return a}function b(n,i,a,o,s,c){if(n.visible===!1)return;if(n.layers.test(s)&&(n.isMesh||n.isLine||n.isPoints)&&(n.castShadow||n.receiveShadow&&c===3)&&(!n.frustumCulled||n.intersectsFrustum(r))){n.modelViewMatrix.multiplyMatrices(a.matrixWorldInverse,n.matrixWorld);let r=t.update(n),s=n.material;if(Array.isArray(s)){let t=r.groups;for(let l=0,u=t.length;l<u;l++){let u=t[l],d=s[u.materialIndex];if(d&&d.visible){let t=y(n,d,o,c);n.onBeforeShadow(e,n,i,a,r,t,u),e.renderBufferDirect(a,null,r,t,n,u),n.onAfterShadow(e,n,i,a,r,t,u)}}}else if(s.visible){let t=y(n,s,o,c);n.onBeforeShadow(e,n,i,a,r,t,null),e.renderBufferDirect(a,null,r,t,n,null),n.onAfterShadow(e,n,i,a,r,t,null)}}let l=n.children;for(let e=0,t=l.length;e<t;e++)b(l[e],i,a,o,s,c)}function x(e){e.target.removeEventListener(`dispose`,x);for(let t in l){let n=l[t],r=e.target.uuid;r in n&&(n[r].dispose(),delete n[r])}}}function Xw(e,t){function n(){let t=!1,n=new Q_,r=null,i=new Q_(0,0,0,0);return{setMask:function(n){r!==n&&!t&&(e.colorMask(n,n,n,n),r=n)},setLocked:function(e){t=e},setClear:function(t,r,a,o,s){s===!0&&(t*=o,r*=o,a*=o),n.set(t,r,a,o),i.equals(n)===!1&&(e.clearColor(t,r,a,o),i.copy(n))},reset:function(){t=!1,r=null,i.set(-1,0,0,0)}}}function r(){let n=!1,r=!1,i=null,a=null,o=null;return{setReversed:function(e){if(r!==e){let n=t.get(`EXT_clip_control`);e?n.clipControlEXT(n.LOWER_LEFT_EXT,n.ZERO_TO_ONE_EXT):n.clipControlEXT(n.LOWER_LEFT_EXT,n.NEGATIVE_ONE_TO_ONE_EXT),r=e;let i=o;o=null,this.setClear(i)}},getReversed:function(){return r},setTest:function(t){t?me(e.DEPTH_TEST):he(e.DEPTH_TEST)},setMask:function(t){i!==t&&!n&&(e.depthMask(t),i=t)},setFunc:function(t){if(r&&(t=y_[t]),a!==t){switch(t){case 0:e.depthFunc(e.NEVER);break;case 1:e.depthFunc(e.ALWAYS);break;case 2:e.depthFunc(e.LESS);break;case 3:e.depthFunc(e.LEQUAL);break;case 4:e.depthFunc(e.EQUAL);break;case 5:e.depthFunc(e.GEQUAL);break;case 6:e.depthFunc(e.GREATER);break;case 7:e.depthFunc(e.NOTEQUAL);break;default:e.depthFunc(e.LEQUAL)}a=t}},setLocked:function(e){n=e},setClear:function(t){o!==t&&(o=t,r&&(t=1-t),e.clearDepth(t))},reset:function(){n=!1,i=null,a=null,o=null,r=!1}}}function i(){let t=!1,n=null,r=null,i=null,a=null,o=null,s=null,c=null,l=null;return{setTest:function(n){t||(n?me(e.STENCIL_TEST):he(e.STENCIL_TEST))},setMask:function(r){n!==r&&!t&&(e.stencilMask(r),n=r)},setFunc:function(t,n,o){(r!==t||i!==n||a!==o)&&(e.stencilFunc(t,n,o),r=t,i=n,a=o)},setOp:function(t,n,r){(o!==t||s!==n||c!==r)&&(e.stencilOp(t,n,r),o=t,s=n,c=r)},setLocked:function(e){t=e},setClear:function(t){l!==t&&(e.clearStencil(t),l=t)},reset:function(){t=!1,n=null,r=null,i=null,a=null,o=null,s=null,c=null,l=null}}}let a=new n,o=new r,s=new i,c={},l=new WeakMap,u={},d={},f={},p=new WeakMap,m=[],h=null,g=!1,_=null,v=null,y=null,b=null,x=null,S=null,C=null,w=new Rv(0,0,0),T=0,E=!1,D=null,O=null,ee=null,k=null,te=null,ne=e.getParameter(e.MAX_COMBINED_TEXTURE_IMAGE_UNITS),re=!1,ie=0,ae=e.getParameter(e.VERSION);ae.indexOf(`WebGL`)===-1?ae.indexOf(`OpenGL ES`)!==-1&&(ie=parseFloat(/^OpenGL ES (\d)/.exec(ae)[1]),re=ie>=2):(ie=parseFloat(/^WebGL (\d)/.exec(ae)[1]),re=ie>=1);let oe=null,se={},ce=e.getParameter(e.SCISSOR_BOX),le=e.getParameter(e.VIEWPORT),ue=new Q_().fromArray(ce),de=new Q_().fromArray(le);function fe(t,n,r,i){let a=new Uint8Array(4),o=e.createTexture();e.bindTexture(t,o),e.texParameteri(t,e.TEXTURE_MIN_FILTER,e.NEAREST),e.texParameteri(t,e.TEXTURE_MAG_FILTER,e.NEAREST);for(let o=0;o<r;o++)t===e.TEXTURE_3D||t===e.TEXTURE_2D_ARRAY?e.texImage3D(n,0,e.RGBA,1,1,i,0,e.RGBA,e.UNSIGNED_BYTE,a):e.texImage2D(n+o,0,e.RGBA,1,1,0,e.RGBA,e.UNSIGNED_BYTE,a);return o}let pe={};pe[e.TEXTURE_2D]=fe(e.TEXTURE_2D,e.TEXTURE_2D,1),pe[e.TEXTURE_CUBE_MAP]=fe(e.TEXTURE_CUBE_MAP,e.TEXTURE_CUBE_MAP_POSITIVE_X,6),pe[e.TEXTURE_2D_ARRAY]=fe(e.TEXTURE_2D_ARRAY,e.TEXTURE_2D_ARRAY,1,1),pe[e.TEXTURE_3D]=fe(e.TEXTURE_3D,e.TEXTURE_3D,1,1),a.setClear(0,0,0,1),o.setClear(1),s.setClear(0),me(e.DEPTH_TEST),o.setFunc(3),Ce(!1),we(1),me(e.CULL_FACE),xe(0);function me(t){u[t]!==!0&&(e.enable(t),u[t]=!0)}function he(t){u[t]!==!1&&(e.disable(t),u[t]=!1)}function ge(t,n){return f[t]!==n&&(e.bindFramebuffer(t,n),f[t]=n,t===e.DRAW_FRAMEBUFFER&&(f[e.FRAMEBUFFER]=n),t===e.FRAMEBUFFER&&(f[e.DRAW_FRAMEBUFFER]=n),!0)}function _e(t,n){let r=m,i=!1;if(t){r=p.get(n),r===void 0&&(r=[],p.set(n,r));let a=t.textures;if(r.length!==a.length||r[0]!==e.COLOR_ATTACHMENT0){for(let t=0,n=a.length;t<n;t++)r[t]=e.COLOR_ATTACHMENT0+t;r.length=a.length,i=!0}}else r[0]!==e.BACK&&(r[0]=e.BACK,i=!0);i&&e.drawBuffers(r)}function ve(t){return h!==t&&(e.useProgram(t),h=t,!0)}let ye={100:e.FUNC_ADD,101:e.FUNC_SUBTRACT,102:e.FUNC_REVERSE_SUBTRACT};ye[103]=e.MIN,ye[104]=e.MAX;let be={200:e.ZERO,201:e.ONE,202:e.SRC_COLOR,204:e.SRC_ALPHA,210:e.SRC_ALPHA_SATURATE,208:e.DST_COLOR,206:e.DST_ALPHA,203:e.ONE_MINUS_SRC_COLOR,205:e.ONE_MINUS_SRC_ALPHA,209:e.ONE_MINUS_DST_COLOR,207:e.ONE_MINUS_DST_ALPHA,211:e.CONSTANT_COLOR,212:e.ONE_MINUS_CONSTANT_COLOR,213:e.CONSTANT_ALPHA,214:e.ONE_MINUS_CONSTANT_ALPHA};function xe(t,n,r,i,a,o,s,c,l,u){if(t===0)g===!0&&(he(e.BLEND),g=!1);else if(g===!1&&(me(e.BLEND),g=!0),t!==5){if(t!==_||u!==E){if((v!==100||x!==100)&&(e.blendEquation(e.FUNC_ADD),v=100,x=100),u)switch(t){case 1:e.blendFuncSeparate(e.ONE,e.ONE_MINUS_SRC_ALPHA,e.ONE,e.ONE_MINUS_SRC_ALPHA);break;case 2:e.blendFunc(e.ONE,e.ONE);break;case 3:e.blendFuncSeparate(e.ZERO,e.ONE_MINUS_SRC_COLOR,e.ZERO,e.ONE);break;case 4:e.blendFuncSeparate(e.DST_COLOR,e.ONE_MINUS_SRC_ALPHA,e.ZERO,e.ONE);break;default:g_(`WebGLState: Invalid blending: `,t)}else switch(t){case 1:e.blendFuncSeparate(e.SRC_ALPHA,e.ONE_MINUS_SRC_ALPHA,e.ONE,e.ONE_MINUS_SRC_ALPHA);break;case 2:e.blendFuncSeparate(e.SRC_ALPHA,e.ONE,e.ONE,e.ONE);break;case 3:g_(`WebGLState: SubtractiveBlending requires material.premultipliedAlpha = true`);break;case 4:g_(`WebGLState: MultiplyBlending requires material.premultipliedAlpha = true`);break;default:g_(`WebGLState: Invalid blending: `,t)}y=null,b=null,S=null,C=null,w.set(0,0,0),T=0,_=t,E=u}}else a||=n,o||=r,s||=i,(n!==v||a!==x)&&(e.blendEquationSeparate(ye[n],ye[a]),v=n,x=a),(r!==y||i!==b||o!==S||s!==C)&&(e.blendFuncSeparate(be[r],be[i],be[o],be[s]),y=r,b=i,S=o,C=s),(c.equals(w)===!1||l!==T)&&(e.blendColor(c.r,c.g,c.b,l),w.copy(c),T=l),_=t,E=!1}function Se(t,n){t.side===2?he(e.CULL_FACE):me(e.CULL_FACE);let r=t.side===1;n&&(r=!r),Ce(r),t.blending===1&&t.transparent===!1?xe(0):xe(t.blending,t.blendEquation,t.blendSrc,t.blendDst,t.blendEquationAlpha,t.blendSrcAlpha,t.blendDstAlpha,t.blendColor,t.blendAlpha,t.premultipliedAlpha),o.setFunc(t.depthFunc),o.setTest(t.depthTest),o.setMask(t.depthWrite),a.setMask(t.colorWrite);let i=t.stencilWrite;s.setTest(i),i&&(s.setMask(t.stencilWriteMask),s.setFunc(t.stencilFunc,t.stencilRef,t.stencilFuncMask),s.setOp(t.stencilFail,t.stencilZFail,t.stencilZPass)),Te(t.polygonOffset,t.polygonOffsetFactor,t.polygonOffsetUnits),t.alphaToCoverage===!0?me(e.SAMPLE_ALPHA_TO_COVERAGE):he(e.SAMPLE_ALPHA_TO_COVERAGE)}function Ce(t){D!==t&&(t?e.frontFace(e.CW):e.frontFace(e.CCW),D=t)}function we(t){t===0?he(e.CULL_FACE):(me(e.CULL_FACE),t!==O&&(t===1?e.cullFace(e.BACK):t===2?e.cullFace(e.FRONT):e.cullFace(e.FRONT_AND_BACK))),O=t}function A(t){t!==ee&&(re&&e.lineWidth(t),ee=t)}function Te(t,n,r){t?(me(e.POLYGON_OFFSET_FILL),(k!==n||te!==r)&&(k=n,te=r,o.getReversed()&&(n=-n,r=-r),e.polygonOffset(n,r))):he(e.POLYGON_OFFSET_FILL)}function Ee(t){t?me(e.SCISSOR_TEST):he(e.SCISSOR_TEST)}function De(t){t===void 0&&(t=e.TEXTURE0+ne-1),oe!==t&&(e.activeTexture(t),oe=t)}function j(t,n,r){r===void 0&&(r=oe===null?e.TEXTURE0+ne-1:oe);let i=se[r];i===void 0&&(i={type:void 0,texture:void 0},se[r]=i),(i.type!==t||i.texture!==n)&&(oe!==r&&(e.activeTexture(r),oe=r),e.bindTexture(t,n||pe[t]),i.type=t,i.texture=n)}function Oe(){let t=se[oe];t!==void 0&&t.type!==void 0&&(e.bindTexture(t.type,null),t.type=void 0,t.texture=void 0)}function ke(){try{e.compressedTexImage2D(...arguments)}catch(e){g_(`WebGLState:`,e)}}function Ae(){try{e.compressedTexImage3D(...arguments)}catch(e){g_(`WebGLState:`,e)}}function M(){try{e.texSubImage2D(...arguments)}catch(e){g_(`WebGLState:`,e)}}function je(){try{e.texSubImage3D(...arguments)}catch(e){g_(`WebGLState:`,e)}}function Me(){try{e.compressedTexSubImage2D(...arguments)}catch(e){g_(`WebGLState:`,e)}}function Ne(){try{e.compressedTexSubImage3D(...arguments)}catch(e){g_(`WebGLState:`,e)}}function Pe(){try{e.texStorage2D(...arguments)}catch(e){g_(`WebGLState:`,e)}}function Fe(){try{e.texStorage3D(...arguments)}catch(e){g_(`WebGLState:`,e)}}function Ie(){try{e.texImage2D(...arguments)}catch(e){g_(`WebGLState:`,e)}}function Le(){try{e.texImage3D(...arguments)}catch(e){g_(`WebGLState:`,e)}}function Re(t){return d[t]===void 0?e.getParameter(t):d[t]}function ze(t,n){d[t]!==n&&(e.pixelStorei(t,n),d[t]=n)}function Be(t){ue.equals(t)===!1&&(e.scissor(t.x,t.y,t.z,t.w),ue.copy(t))}function Ve(t){de.equals(t)===!1&&(e.viewport(t.x,t.y,t.z,t.w),de.copy(t))}function He(t,n){let r=l.get(n);r===void 0&&(r=new WeakMap,l.set(n,r));let i=r.get(t);i===void 0&&(i=e.getUniformBlockIndex(n,t.name),e.uniformBlockBinding(n,i,i),r.set(t,i))}function Ue(t,n,r){let i=l.get(n).get(t);c[i]!==r&&(e.bindBufferBase(e.UNIFORM_BUFFER,i,r),c[i]=r)}function We(){e.disable(e.BLEND),e.disable(e.CULL_FACE),e.disable(e.DEPTH_TEST),e.disable(e.POLYGON_OFFSET_FILL),e.disable(e.SCISSOR_TEST),e.disable(e.STENCIL_TEST),e.disable(e.SAMPLE_ALPHA_TO_COVERAGE),e.blendEquation(e.FUNC_ADD),e.blendFunc(e.ONE,e.ZERO),e.blendFuncSeparate(e.ONE,e.ZERO,e.ONE,e.ZERO),e.blendColor(0,0,0,0),e.colorMask(!0,!0,!0,!0),e.clearColor(0,0,0,0),e.depthMask(!0),e.depthFunc(e.LESS),o.setReversed(!1),e.clearDepth(1),e.stencilMask(4294967295),e.stencilFunc(e.ALWAYS,0,4294967295),e.stencilOp(e.KEEP,e.KEEP,e.KEEP),e.clearStencil(0),e.cullFace(e.BACK),e.frontFace(e.CCW),e.polygonOffset(0,0),e.activeTexture(e.TEXTURE0),e.bindFramebuffer(e.FRAMEBUFFER,null),e.bindFramebuffer(e.DRAW_FRAMEBUFFER,null),e.bindFramebuffer(e.READ_FRAMEBUFFER,null),e.useProgram(null),e.lineWidth(1),e.scissor(0,0,e.canvas.width,e.canvas.height),e.viewport(0,0,e.canvas.width,e.canvas.height),e.pixelStorei(e.PACK_ALIGNMENT,4),e.pixelStorei(e.UNPACK_ALIGNMENT,4),e.pixelStorei(e.UNPACK_FLIP_Y_WEBGL,!1),e.pixelStorei(e.UNPACK_PREMULTIPLY_ALPHA_WEBGL,!1),e.pixelStorei(e.UNPACK_COLORSPACE_CONVERSION_WEBGL,e.BROWSER_DEFAULT_WEBGL),e.pixelStorei(e.PACK_ROW_LENGTH,0),e.pixelStorei(e.PACK_SKIP_PIXELS,0),e.pixelStorei(e.PACK_SKIP_ROWS,0),e.pixelStorei(e.UNPACK_ROW_LENGTH,0),e.pixelStorei(e.UNPACK_IMAGE_HEIGHT,0),e.pixelStorei(e.UNPACK_SKIP_PIXELS,0),e.pixelStorei(e.UNPACK_SKIP_ROWS,0),e.pixelStorei(e.UNPACK_SKIP_IMAGES,0),u={},d={},oe=null,se={},f={},c={},p=new WeakMap,m=[],h=null,g=!1,_=null,v=null,y=null,b=null,x=null,S=null,C=null,w=new Rv(0,0,0),T=0,E=!1,D=null,O=null,ee=null,k=null,te=null,ue.set(0,0,e.canvas.width,e.canvas.height),de.set(0,0,e.canvas.width,e.canvas.height),a.reset(),o.reset(),s.reset()}return{buffers:{color:a,depth:o,stencil:s},enable:me,disable:he,bindFramebuffer:ge,drawBuffers:_e,useProgram:ve,setBlending:xe,setMaterial:Se,setFlipSided:Ce,setCullFace:we,setLineWidth:A,setPolygonOffset:Te,setScissorTest:Ee,activeTexture:De,bindTexture:j,unbindTexture:Oe,compressedTexImage2D:ke,compressedTexImage3D:Ae,texImage2D:Ie,texImage3D:Le,pixelStorei:ze,getParameter:Re,updateUBOMapping:He,uniformBlockBinding:Ue,texStorage2D:Pe,texStorage3D:Fe,texSubImage2D:M,texSubImage3D:je,compressedTexSubImage2D:Me,compressedTexSubImage3D:Ne,scissor:Be,viewport:Ve,reset:We}}function Zw(e,t,n,r,i,a,o){let s=t.has(`WEBGL_multisampled_render_to_texture`)?t.get(`WEBGL_multisampled_render_to_texture`):null,c=typeof navigator>`u`?!1:/OculusBrowser/g.test(navigator.userAgent),l=new M_,u=new WeakMap,d=new Set,f,p=new WeakMap,m=new Set,h=new FinalizationRegistry(e=>m.delete(e)),g=!1;try{g=typeof OffscreenCanvas<`u`&&new OffscreenCanvas(1,1).getContext(`2d`)!==null}catch{}function _(e,t){return g?new OffscreenCanvas(e,t):u_(`canvas`)}function v(e,t,n){let r=1,i=Pe(e);if((i.width>n||i.height>n)&&(r=n/Math.max(i.width,i.height)),r<1){if(typeof HTMLImageElement<`u`&&e instanceof HTMLImageElement||typeof HTMLCanvasElement<`u`&&e instanceof HTMLCanvasElement||typeof ImageBitmap<`u`&&e instanceof ImageBitmap||typeof VideoFrame<`u`&&e instanceof VideoFrame){let n=Math.floor(r*i.width),a=Math.floor(r*i.height);f===void 0&&(f=_(n,a));let o=t?_(n,a):f;return o.width=n,o.height=a,o.getContext(`2d`).drawImage(e,0,0,n,a),h_(`WebGLRenderer: Texture has been resized from (`+i.width+`x`+i.height+`) to (`+n+`x`+a+`).`),o}return`data`in e&&h_(`WebGLRenderer: Image in DataTexture is too big (`+i.width+`x`+i.height+`).`),e}return e}function y(e){return e.generateMipmaps}function b(t){e.generateMipmap(t)}function x(t){return t.isWebGLCubeRenderTarget?e.TEXTURE_CUBE_MAP:t.isWebGL3DRenderTarget?e.TEXTURE_3D:t.isWebGLArrayRenderTarget||t.isCompressedArrayTexture?e.TEXTURE_2D_ARRAY:e.TEXTURE_2D}function S(n,r,i,a,o,s=!1){if(n!==null){if(e[n]!==void 0)return e[n];h_(`WebGLRenderer: Attempt to use non-existing WebGL internal format '`+n+`'`)}let c;a&&(c=t.get(`EXT_texture_norm16`),c||h_(`WebGLRenderer: Unable to use normalized textures without EXT_texture_norm16 extension`));let l=r;if(r===e.RED&&(i===e.FLOAT&&(l=e.R32F),i===e.HALF_FLOAT&&(l=e.R16F),i===e.UNSIGNED_BYTE&&(l=e.R8),i===e.UNSIGNED_SHORT&&c&&(l=c.R16_EXT),i===e.SHORT&&c&&(l=c.R16_SNORM_EXT)),r===e.RED_INTEGER&&(i===e.UNSIGNED_BYTE&&(l=e.R8UI),i===e.UNSIGNED_SHORT&&(l=e.R16UI),i===e.UNSIGNED_INT&&(l=e.R32UI),i===e.BYTE&&(l=e.R8I),i===e.SHORT&&(l=e.R16I),i===e.INT&&(l=e.R32I)),r===e.RG&&(i===e.FLOAT&&(l=e.RG32F),i===e.HALF_FLOAT&&(l=e.RG16F),i===e.UNSIGNED_BYTE&&(l=e.RG8),i===e.UNSIGNED_SHORT&&c&&(l=c.RG16_EXT),i===e.SHORT&&c&&(l=c.RG16_SNORM_EXT)),r===e.RG_INTEGER&&(i===e.UNSIGNED_BYTE&&(l=e.RG8UI),i===e.UNSIGNED_SHORT&&(l=e.RG16UI),i===e.UNSIGNED_INT&&(l=e.RG32UI),i===e.BYTE&&(l=e.RG8I),i===e.SHORT&&(l=e.RG16I),i===e.INT&&(l=e.RG32I)),r===e.RGB_INTEGER&&(i===e.UNSIGNED_BYTE&&(l=e.RGB8UI),i===e.UNSIGNED_SHORT&&(l=e.RGB16UI),i===e.UNSIGNED_INT&&(l=e.RGB32UI),i===e.BYTE&&(l=e.RGB8I),i===e.SHORT&&(l=e.RGB16I),i===e.INT&&(l=e.RGB32I)),r===e.RGBA_INTEGER&&(i===e.UNSIGNED_BYTE&&(l=e.RGBA8UI),i===e.UNSIGNED_SHORT&&(l=e.RGBA16UI),i===e.UNSIGNED_INT&&(l=e.RGBA32UI),i===e.BYTE&&(l=e.RGBA8I),i===e.SHORT&&(l=e.RGBA16I),i===e.INT&&(l=e.RGBA32I)),r===e.RGB&&(i===e.UNSIGNED_SHORT&&c&&(l=c.RGB16_EXT),i===e.SHORT&&c&&(l=c.RGB16_SNORM_EXT),i===e.UNSIGNED_INT_5_9_9_9_REV&&(l=e.RGB9_E5),i===e.UNSIGNED_INT_10F_11F_11F_REV&&(l=e.R11F_G11F_B10F)),r===e.RGBA){let t=s?r_:V_.getTransfer(o);i===e.FLOAT&&(l=e.RGBA32F),i===e.HALF_FLOAT&&(l=e.RGBA16F),i===e.UNSIGNED_BYTE&&(l=t===`srgb`?e.SRGB8_ALPHA8:e.RGBA8),i===e.UNSIGNED_SHORT&&c&&(l=c.RGBA16_EXT),i===e.SHORT&&c&&(l=c.RGBA16_SNORM_EXT),i===e.UNSIGNED_SHORT_4_4_4_4&&(l=e.RGBA4),i===e.UNSIGNED_SHORT_5_5_5_1&&(l=e.RGB5_A1)}return(l===e.R16F||l===e.R32F||l===e.RG16F||l===e.RG32F||l===e.RGBA16F||l===e.RGBA32F)&&t.get(`EXT_color_buffer_float`),l}function C(t,n){let r;return t?n===null||n===1014||n===1020?r=e.DEPTH24_STENCIL8:n===1015?r=e.DEPTH32F_STENCIL8:n===1012&&(r=e.DEPTH24_STENCIL8,h_(`DepthTexture: 16 bit depth attachment is not supported with stencil. Using 24-bit attachment.`)):n===null||n===1014||n===1020?r=e.DEPTH_COMPONENT24:n===1015?r=e.DEPTH_COMPONENT32F:n===1012&&(r=e.DEPTH_COMPONENT16),r}function w(e,t){return y(e)===!0||e.isFramebufferTexture&&e.minFilter!==1003&&e.minFilter!==1006?Math.log2(Math.max(t.width,t.height))+1:e.mipmaps.length>0?e.mipmaps.length:e.isCompressedTexture&&Array.isArray(e.image)?t.mipmaps.length:1}function T(e){let t=new WeakRef(e);r.get(e).__ref=t,m.add(t),h.register(e,t,t)}function E(e){let t=r.get(e).__ref;t!==void 0&&(m.delete(t),h.unregister(t))}function D(e){ee(e.target)}function O(e){k(e.target)}function ee(e){e.removeEventListener(`dispose`,D),E(e),ne(e),e.isVideoTexture&&u.delete(e),e.isHTMLTexture&&d.delete(e)}function k(e){e.removeEventListener(`dispose`,O),E(e),ie(e)}function te(){for(let e of m){let t=e.deref();t!==void 0&&(t.isRenderTarget===!0?k(t):ee(t))}m.clear(),d.clear()}function ne(e){let t=r.get(e);if(t.__webglInit===void 0)return;let n=e.source,i=p.get(n);if(i){let r=i[t.__cacheKey];r.usedTimes--,r.usedTimes===0&&re(e),Object.keys(i).length===0&&p.delete(n)}r.remove(e)}function re(t){let n=r.get(t);e.deleteTexture(n.__webglTexture);let i=t.source,a=p.get(i);delete a[n.__cacheKey],o.memory.textures--}function ie(t){let n=r.get(t);n.__depthDisposeCallback&&n.__depthDisposeCallback();let i=t.depthTexture;if(i&&i.renderTarget===t&&ee(i),t.isWebGLCubeRenderTarget)for(let t=0;t<6;t++){if(Array.isArray(n.__webglFramebuffer[t]))for(let r=0;r<n.__webglFramebuffer[t].length;r++)e.deleteFramebuffer(n.__webglFramebuffer[t][r]);else e.deleteFramebuffer(n.__webglFramebuffer[t]);n.__webglDepthbuffer&&e.deleteRenderbuffer(n.__webglDepthbuffer[t])}else{if(Array.isArray(n.__webglFramebuffer))for(let t=0;t<n.__webglFramebuffer.length;t++)e.deleteFramebuffer(n.__webglFramebuffer[t]);else e.deleteFramebuffer(n.__webglFramebuffer);if(n.__webglDepthbuffer&&e.deleteRenderbuffer(n.__webglDepthbuffer),n.__webglMultisampledFramebuffer&&e.deleteFramebuffer(n.__webglMultisampledFramebuffer),n.__webglColorRenderbuffer)for(let t=0;t<n.__webglColorRenderbuffer.length;t++)n.__webglColorRenderbuffer[t]&&e.deleteRenderbuffer(n.__webglColorRenderbuffer[t]);n.__webglDepthRenderbuffer&&e.deleteRenderbuffer(n.__webglDepthRenderbuffer)}let a=t.textures;for(let t=0,n=a.length;t<n;t++){let n=r.get(a[t]);n.__webglTexture&&(e.deleteTexture(n.__webglTexture),o.memory.textures--),r.remove(a[t])}r.remove(t)}let ae=0;function oe(){ae=0}function se(){return ae}function ce(e){ae=e}function le(){let e=ae;return e>=i.maxTextures&&h_(`WebGLTextures: Trying to use `+(e+1)+` texture units while this GPU supports only `+i.maxTextures),ae+=1,e}function ue(e){let t=[];return t.push(e.wrapS),t.push(e.wrapT),t.push(e.wrapR||0),t.push(e.magFilter),t.push(e.minFilter),t.push(e.anisotropy),t.push(e.internalFormat),t.push(e.format),t.push(e.type),t.push(e.generateMipmaps),t.push(e.mipmapsAutoUpdate),t.push(e.premultiplyAlpha),t.push(e.flipY),t.push(e.unpackAlignment),t.push(e.colorSpace),t.join()}function de(t,i){let a=r.get(t);if(t.isVideoTexture&&Me(t),t.isRenderTargetTexture===!1&&t.isExternalTexture!==!0&&t.version>0&&a.__version!==t.version){let e=t.image;if(e===null)h_(`WebGLRenderer: Texture marked for update but no image data found.`);else if(e.complete===!1)h_(`WebGLRenderer: Texture marked for update but image is incomplete`);else{Se(a,t,i);return}}else t.isExternalTexture&&(a.__webglTexture=t.sourceTexture?t.sourceTexture:null);n.bindTexture(e.TEXTURE_2D,a.__webglTexture,e.TEXTURE0+i)}function fe(t,i){let a=r.get(t);t.isRenderTargetTexture===!1&&t.version>0&&a.__version!==t.version?Se(a,t,i):(t.isExternalTexture&&(a.__webglTexture=t.sourceTexture?t.sourceTexture:null),n.bindTexture(e.TEXTURE_2D_ARRAY,a.__webglTexture,e.TEXTURE0+i))}function pe(t,i){let a=r.get(t);t.isRenderTargetTexture===!1&&t.version>0&&a.__version!==t.version?Se(a,t,i):n.bindTexture(e.TEXTURE_3D,a.__webglTexture,e.TEXTURE0+i)}function me(t,i){let a=r.get(t);t.version>0&&a.__version!==t.version?Ce(a,t,i):n.bindTexture(e.TEXTURE_CUBE_MAP,a.__webglTexture,e.TEXTURE0+i)}let he={[Nh]:e.REPEAT,[Ph]:e.CLAMP_TO_EDGE,[Fh]:e.MIRRORED_REPEAT},ge={[Ih]:e.NEAREST,[Lh]:e.NEAREST_MIPMAP_NEAREST,[Rh]:e.NEAREST_MIPMAP_LINEAR,[zh]:e.LINEAR,[Bh]:e.LINEAR_MIPMAP_NEAREST,[Vh]:e.LINEAR_MIPMAP_LINEAR},_e={512:e.NEVER,519:e.ALWAYS,513:e.LESS,515:e.LEQUAL,514:e.EQUAL,518:e.GEQUAL,516:e.GREATER,517:e.NOTEQUAL};function ve(n,a){if(a.type===1015&&t.has(`OES_texture_float_linear`)===!1&&(a.magFilter===1006||a.magFilter===1007||a.magFilter===1005||a.magFilter===1008||a.minFilter===1006||a.minFilter===1007||a.minFilter===1005||a.minFilter===1008)&&h_(`WebGLRenderer: Unable to use linear filtering with floating point textures. OES_texture_float_linear not supported on this device.`),e.texParameteri(n,e.TEXTURE_WRAP_S,he[a.wrapS]),e.texParameteri(n,e.TEXTURE_WRAP_T,he[a.wrapT]),(n===e.TEXTURE_3D||n===e.TEXTURE_2D_ARRAY)&&e.texParameteri(n,e.TEXTURE_WRAP_R,he[a.wrapR]),e.texParameteri(n,e.TEXTURE_MAG_FILTER,ge[a.magFilter]),e.texParameteri(n,e.TEXTURE_MIN_FILTER,ge[a.minFilter]),a.compareFunction&&(e.texParameteri(n,e.TEXTURE_COMPARE_MODE,e.COMPARE_REF_TO_TEXTURE),e.texParameteri(n,e.TEXTURE_COMPARE_FUNC,_e[a.compareFunction])),t.has(`EXT_texture_filter_anisotropic`)===!0){if(a.magFilter===1003||a.minFilter!==1005&&a.minFilter!==1008||a.type===1015&&t.has(`OES_texture_float_linear`)===!1)return;if(a.anisotropy>1||r.get(a).__currentAnisotropy){let o=t.get(`EXT_texture_filter_anisotropic`);e.texParameterf(n,o.TEXTURE_MAX_ANISOTROPY_EXT,Math.min(a.anisotropy,i.getMaxAnisotropy())),r.get(a).__currentAnisotropy=a.anisotropy}}}function ye(t,n){let r=!1;t.__webglInit===void 0&&(t.__webglInit=!0,n.addEventListener(`dispose`,D),T(n));let i=n.source,a=p.get(i);a===void 0&&(a={},p.set(i,a));let s=ue(n);if(s!==t.__cacheKey){a[s]===void 0&&(a[s]={texture:e.createTexture(),usedTimes:0},o.memory.textures++,r=!0),a[s].usedTimes++;let i=a[t.__cacheKey];i!==void 0&&(a[t.__cacheKey].usedTimes--,i.usedTimes===0&&re(n)),t.__cacheKey=s,t.__webglTexture=a[s].texture}return r}function be(e,t,n){return Math.floor(Math.floor(e/n)/t)}function xe(t,r,i,a){let o=t.updateRanges;if(o.length===0)n.texSubImage2D(e.TEXTURE_2D,0,0,0,r.width,r.height,i,a,r.data);else{o.sort((e,t)=>e.start-t.start);let s=0;for(let e=1;e<o.length;e++){let t=o[s],n=o[e],i=t.start+t.count,a=be(n.start,r.width,4),c=be(t.start,r.width,4);n.start<=i+1&&a===c&&be(n.start+n.count-1,r.width,4)===a?t.count=Math.max(t.count,n.start+n.count-t.start):(++s,o[s]=n)}o.length=s+1;let c=n.getParameter(e.UNPACK_ROW_LENGTH),l=n.getParameter(e.UNPACK_SKIP_PIXELS),u=n.getParameter(e.UNPACK_SKIP_ROWS);n.pixelStorei(e.UNPACK_ROW_LENGTH,r.width);for(let t=0,s=o.length;t<s;t++){let s=o[t],c=Math.floor(s.start/4),l=Math.ceil(s.count/4),u=c%r.width,d=Math.floor(c/r.width),f=l;n.pixelStorei(e.UNPACK_SKIP_PIXELS,u),n.pixelStorei(e.UNPACK_SKIP_ROWS,d),n.texSubImage2D(e.TEXTURE_2D,0,u,d,f,1,i,a,r.data)}t.clearUpdateRanges(),n.pixelStorei(e.UNPACK_ROW_LENGTH,c),n.pixelStorei(e.UNPACK_SKIP_PIXELS,l),n.pixelStorei(e.UNPACK_SKIP_ROWS,u)}}function Se(t,o,s){let c=e.TEXTURE_2D;(o.isDataArrayTexture||o.isCompressedArrayTexture)&&(c=e.TEXTURE_2D_ARRAY),o.isData3DTexture&&(c=e.TEXTURE_3D);let l=ye(t,o),u=o.source;n.bindTexture(c,t.__webglTexture,e.TEXTURE0+s);let f=r.get(u);if(u.version!==f.__version||l===!0){if(n.activeTexture(e.TEXTURE0+s),!(typeof ImageBitmap<`u`&&o.image instanceof ImageBitmap)){let t=V_.getPrimaries(V_.workingColorSpace),r=o.colorSpace===``?null:V_.getPrimaries(o.colorSpace),i=o.colorSpace===``||t===r?e.NONE:e.BROWSER_DEFAULT_WEBGL;n.pixelStorei(e.UNPACK_FLIP_Y_WEBGL,o.flipY),n.pixelStorei(e.UNPACK_PREMULTIPLY_ALPHA_WEBGL,o.premultiplyAlpha),n.pixelStorei(e.UNPACK_COLORSPACE_CONVERSION_WEBGL,i)}n.pixelStorei(e.UNPACK_ALIGNMENT,o.unpackAlignment);let t=v(o.image,!1,i.maxTextureSize);t=Ne(o,t);let r=a.convert(o.format,o.colorSpace),p=a.convert(o.type),m=S(o.internalFormat,r,p,o.normalized,o.colorSpace,o.isVideoTexture);ve(c,o);let h,g=o.mipmaps,_=o.isVideoTexture!==!0,x=f.__version===void 0||l===!0,T=u.dataReady,E=w(o,t);if(o.isDepthTexture)m=C(o.format===ag,o.type),x&&(_?n.texStorage2D(e.TEXTURE_2D,1,m,t.width,t.height):n.texImage2D(e.TEXTURE_2D,0,m,t.width,t.height,0,r,p,null));else if(o.isDataTexture){if(g.length>0){_&&x&&n.texStorage2D(e.TEXTURE_2D,E,m,g[0].width,g[0].height);for(let t=0,i=g.length;t<i;t++)h=g[t],_?T&&n.texSubImage2D(e.TEXTURE_2D,t,0,0,h.width,h.height,r,p,h.data):n.texImage2D(e.TEXTURE_2D,t,m,h.width,h.height,0,r,p,h.data);o.generateMipmaps=!1}else _?(x&&n.texStorage2D(e.TEXTURE_2D,E,m,t.width,t.height),T&&xe(o,t,r,p)):n.texImage2D(e.TEXTURE_2D,0,m,t.width,t.height,0,r,p,t.data)}else if(o.isCompressedTexture){if(o.isCompressedArrayTexture){_&&x&&n.texStorage3D(e.TEXTURE_2D_ARRAY,E,m,g[0].width,g[0].height,t.depth);for(let i=0,a=g.length;i<a;i++)if(h=g[i],o.format!==1023){if(r!==null){if(_){if(T){if(o.layerUpdates.size>0){let t=Qx(h.width,h.height,o.format,o.type);for(let a of o.layerUpdates){let o=h.data.subarray(a*t/h.data.BYTES_PER_ELEMENT,(a+1)*t/h.data.BYTES_PER_ELEMENT);n.compressedTexSubImage3D(e.TEXTURE_2D_ARRAY,i,0,0,a,h.width,h.height,1,r,o)}}else n.compressedTexSubImage3D(e.TEXTURE_2D_ARRAY,i,0,0,0,h.width,h.height,t.depth,r,h.data)}}else n.compressedTexImage3D(e.TEXTURE_2D_ARRAY,i,m,h.width,h.height,t.depth,0,h.data,0,0)}else h_(`WebGLRenderer: Attempt to load unsupported compressed texture format in .uploadTexture()`)}else _?T&&n.texSubImage3D(e.TEXTURE_2D_ARRAY,i,0,0,0,h.width,h.height,t.depth,r,p,h.data):n.texImage3D(e.TEXTURE_2D_ARRAY,i,m,h.width,h.height,t.depth,0,r,p,h.data);o.layerUpdates.size>0&&o.clearLayerUpdates()}else{_&&x&&n.texStorage2D(e.TEXTURE_2D,E,m,g[0].width,g[0].height);for(let t=0,i=g.length;t<i;t++)h=g[t],o.format===1023?_?T&&n.texSubImage2D(e.TEXTURE_2D,t,0,0,h.width,h.height,r,p,h.data):n.texImage2D(e.TEXTURE_2D,t,m,h.width,h.height,0,r,p,h.data):r===null?h_(`WebGLRenderer: Attempt to load unsupported compressed texture format in .uploadTexture()`):_?T&&n.compressedTexSubImage2D(e.TEXTURE_2D,t,0,0,h.width,h.height,r,h.data):n.compressedTexImage2D(e.TEXTURE_2D,t,m,h.width,h.height,0,h.data)}}else if(o.isDataArrayTexture){if(_){if(x&&n.texStorage3D(e.TEXTURE_2D_ARRAY,E,m,t.width,t.height,t.depth),T){if(o.layerUpdates.size>0){let i=Qx(t.width,t.height,o.format,o.type);for(let a of o.layerUpdates){let o=t.data.subarray(a*i/t.data.BYTES_PER_ELEMENT,(a+1)*i/t.data.BYTES_PER_ELEMENT);n.texSubImage3D(e.TEXTURE_2D_ARRAY,0,0,0,a,t.width,t.height,1,r,p,o)}o.clearLayerUpdates()}else n.texSubImage3D(e.TEXTURE_2D_ARRAY,0,0,0,0,t.width,t.height,t.depth,r,p,t.data)}}else n.texImage3D(e.TEXTURE_2D_ARRAY,0,m,t.width,t.height,t.depth,0,r,p,t.data)}else if(o.isData3DTexture)_?(x&&n.texStorage3D(e.TEXTURE_3D,E,m,t.width,t.height,t.depth),T&&n.texSubImage3D(e.TEXTURE_3D,0,0,0,0,t.width,t.height,t.depth,r,p,t.data)):n.texImage3D(e.TEXTURE_3D,0,m,t.width,t.height,t.depth,0,r,p,t.data);else if(o.isFramebufferTexture){if(x){if(_)n.texStorage2D(e.TEXTURE_2D,E,m,t.width,t.height);else{let i=t.width,a=t.height;for(let t=0;t<E;t++)n.texImage2D(e.TEXTURE_2D,t,m,i,a,0,r,p,null),i>>=1,a>>=1}}}else if(o.isHTMLTexture){if(`texElementImage2D`in e){let n=e.canvas;if(n.hasAttribute(`layoutsubtree`)||n.setAttribute(`layoutsubtree`,`true`),t.parentNode!==n){n.appendChild(t),d.add(o),n.onpaint=e=>{let t=e.changedElements;for(let e of d)t.includes(e.image)&&(e.needsUpdate=!0)},n.requestPaint();return}if(e.texElementImage2D.length===3)e.texElementImage2D(e.TEXTURE_2D,e.RGBA8,t);else{let n=e.RGBA,r=e.RGBA,i=e.UNSIGNED_BYTE;e.texElementImage2D(e.TEXTURE_2D,0,n,r,i,t)}e.texParameteri(e.TEXTURE_2D,e.TEXTURE_MIN_FILTER,e.LINEAR),e.texParameteri(e.TEXTURE_2D,e.TEXTURE_WRAP_S,e.CLAMP_TO_EDGE),e.texParameteri(e.TEXTURE_2D,e.TEXTURE_WRAP_T,e.CLAMP_TO_EDGE)}}else if(g.length>0){if(_&&x){let t=Pe(g[0]);n.texStorage2D(e.TEXTURE_2D,E,m,t.width,t.height)}for(let t=0,i=g.length;t<i;t++)h=g[t],_?T&&n.texSubImage2D(e.TEXTURE_2D,t,0,0,r,p,h):n.texImage2D(e.TEXTURE_2D,t,m,r,p,h);o.generateMipmaps=!1}else if(_){if(x){let r=Pe(t);n.texStorage2D(e.TEXTURE_2D,E,m,r.width,r.height)}T&&n.texSubImage2D(e.TEXTURE_2D,0,0,0,r,p,t)}else n.texImage2D(e.TEXTURE_2D,0,m,r,p,t);y(o)&&o.mipmapsAutoUpdate===!0&&b(c),f.__version=u.version,o.onUpdate&&o.onUpdate(o)}t.__version=o.version}function Ce(t,o,s){if(o.image.length!==6)return;let c=ye(t,o),l=o.source;n.bindTexture(e.TEXTURE_CUBE_MAP,t.__webglTexture,e.TEXTURE0+s);let u=r.get(l);if(l.version!==u.__version||c===!0){n.activeTexture(e.TEXTURE0+s);let t=V_.getPrimaries(V_.workingColorSpace),r=o.colorSpace===``?null:V_.getPrimaries(o.colorSpace),d=o.colorSpace===``||t===r?e.NONE:e.BROWSER_DEFAULT_WEBGL;n.pixelStorei(e.UNPACK_FLIP_Y_WEBGL,o.flipY),n.pixelStorei(e.UNPACK_PREMULTIPLY_ALPHA_WEBGL,o.premultiplyAlpha),n.pixelStorei(e.UNPACK_ALIGNMENT,o.unpackAlignment),n.pixelStorei(e.UNPACK_COLORSPACE_CONVERSION_WEBGL,d);let f=o.isCompressedTexture||o.image[0].isCompressedTexture,p=o.image[0]&&o.image[0].isDataTexture,m=[];for(let e=0;e<6;e++)!f&&!p?m[e]=v(o.image[e],!0,i.maxCubemapSize):m[e]=p?o.image[e].image:o.image[e],m[e]=Ne(o,m[e]);let h=m[0],g=a.convert(o.format,o.colorSpace),_=a.convert(o.type),x=S(o.internalFormat,g,_,o.normalized,o.colorSpace),T=o.isVideoTexture!==!0,E=u.__version===void 0||c===!0,D=l.dataReady,O=w(o,h);ve(e.TEXTURE_CUBE_MAP,o);let ee;if(o.isDepthTexture){if(x=C(o.format===ag,o.type),E){if(T)n.texStorage2D(e.TEXTURE_CUBE_MAP,1,x,h.width,h.height);else for(let t=0;t<6;t++)n.texImage2D(e.TEXTURE_CUBE_MAP_POSITIVE_X+t,0,x,h.width,h.height,0,g,_,null)}}else if(f){T&&E&&n.texStorage2D(e.TEXTURE_CUBE_MAP,O,x,h.width,h.height);for(let t=0;t<6;t++){ee=m[t].mipmaps;for(let r=0;r<ee.length;r++){let i=ee[r];o.format===1023?T?D&&n.texSubImage2D(e.TEXTURE_CUBE_MAP_POSITIVE_X+t,r,0,0,i.width,i.height,g,_,i.data):n.texImage2D(e.TEXTURE_CUBE_MAP_POSITIVE_X+t,r,x,i.width,i.height,0,g,_,i.data):g===null?h_(`WebGLRenderer: Attempt to load unsupported compressed texture format in .setTextureCube()`):T?D&&n.compressedTexSubImage2D(e.TEXTURE_CUBE_MAP_POSITIVE_X+t,r,0,0,i.width,i.height,g,i.data):n.compressedTexImage2D(e.TEXTURE_CUBE_MAP_POSITIVE_X+t,r,x,i.width,i.height,0,i.data)}}}else{if(ee=o.mipmaps,T&&E){ee.length>0&&O++;let t=Pe(m[0]);n.texStorage2D(e.TEXTURE_CUBE_MAP,O,x,t.width,t.height)}for(let t=0;t<6;t++)if(p){T?D&&n.texSubImage2D(e.TEXTURE_CUBE_MAP_POSITIVE_X+t,0,0,0,m[t].width,m[t].height,g,_,m[t].data):n.texImage2D(e.TEXTURE_CUBE_MAP_POSITIVE_X+t,0,x,m[t].width,m[t].height,0,g,_,m[t].data);for(let r=0;r<ee.length;r++){let i=ee[r].image[t].image;T?D&&n.texSubImage2D(e.TEXTURE_CUBE_MAP_POSITIVE_X+t,r+1,0,0,i.width,i.height,g,_,i.data):n.texImage2D(e.TEXTURE_CUBE_MAP_POSITIVE_X+t,r+1,x,i.width,i.height,0,g,_,i.data)}}else{T?D&&n.texSubImage2D(e.TEXTURE_CUBE_MAP_POSITIVE_X+t,0,0,0,g,_,m[t]):n.texImage2D(e.TEXTURE_CUBE_MAP_POSITIVE_X+t,0,x,g,_,m[t]);for(let r=0;r<ee.length;r++){let i=ee[r];T?D&&n.texSubImage2D(e.TEXTURE_CUBE_MAP_POSITIVE_X+t,r+1,0,0,g,_,i.image[t]):n.texImage2D(e.TEXTURE_CUBE_MAP_POSITIVE_X+t,r+1,x,g,_,i.image[t])}}}y(o)&&o.mipmapsAutoUpdate===!0&&b(e.TEXTURE_CUBE_MAP),u.__version=l.version,o.onUpdate&&o.onUpdate(o)}t.__version=o.version}function we(t,i,o,c,l,u){let d=a.convert(o.format,o.colorSpace),f=a.convert(o.type),p=S(o.internalFormat,d,f,o.normalized,o.colorSpace),m=r.get(i),h=r.get(o);if(h.__renderTarget=i,!m.__hasExternalTextures){let t=Math.max(1,i.width>>u),r=Math.max(1,i.height>>u);l===e.TEXTURE_3D||l===e.TEXTURE_2D_ARRAY?n.texImage3D(l,u,p,t,r,i.depth,0,d,f,null):n.texImage2D(l,u,p,t,r,0,d,f,null)}n.bindFramebuffer(e.FRAMEBUFFER,t),je(i)?s.framebufferTexture2DMultisampleEXT(e.FRAMEBUFFER,c,l,h.__webglTexture,0,M(i)):(l===e.TEXTURE_2D||l>=e.TEXTURE_CUBE_MAP_POSITIVE_X&&l<=e.TEXTURE_CUBE_MAP_NEGATIVE_Z)&&e.framebufferTexture2D(e.FRAMEBUFFER,c,l,h.__webglTexture,u),n.bindFramebuffer(e.FRAMEBUFFER,null)}function A(t,n,r){if(e.bindRenderbuffer(e.RENDERBUFFER,t),n.depthBuffer){let i=n.depthTexture,a=i&&i.isDepthTexture?i.type:null,o=C(n.stencilBuffer,a),c=n.stencilBuffer?e.DEPTH_STENCIL_ATTACHMENT:e.DEPTH_ATTACHMENT;je(n)?s.renderbufferStorageMultisampleEXT(e.RENDERBUFFER,M(n),o,n.width,n.height):r?e.renderbufferStorageMultisample(e.RENDERBUFFER,M(n),o,n.width,n.height):e.renderbufferStorage(e.RENDERBUFFER,o,n.width,n.height),e.framebufferRenderbuffer(e.FRAMEBUFFER,c,e.RENDERBUFFER,t)}else{let t=n.textures;for(let i=0;i<t.length;i++){let o=t[i],c=a.convert(o.format,o.colorSpace),l=a.convert(o.type),u=S(o.internalFormat,c,l,o.normalized,o.colorSpace);je(n)?s.renderbufferStorageMultisampleEXT(e.RENDERBUFFER,M(n),u,n.width,n.height):r?e.renderbufferStorageMultisample(e.RENDERBUFFER,M(n),u,n.width,n.height):e.renderbufferStorage(e.RENDERBUFFER,u,n.width,n.height)}}e.bindRenderbuffer(e.RENDERBUFFER,null)}function Te(t,i,a){let o=i.isWebGLCubeRenderTarget===!0;if(n.bindFramebuffer(e.FRAMEBUFFER,t),!(i.depthTexture&&i.depthTexture.isDepthTexture))throw Error(`THREE.WebGLTextures: renderTarget.depthTexture must be an instance of THREE.DepthTexture.`);let c=r.get(i.depthTexture);c.__renderTarget=i;let l=o?i.depthTexture.image[0]:i.depthTexture.image;c.__webglTexture&&l.width===i.width&&l.height===i.height||(l.width=i.width,l.height=i.height,i.depthTexture.needsUpdate=!0),o?me(i.depthTexture,0):de(i.depthTexture,0);let u=c.__webglTexture,d=M(i),f=o?e.TEXTURE_CUBE_MAP_POSITIVE_X+a:e.TEXTURE_2D,p=i.depthTexture.format===1027?e.DEPTH_STENCIL_ATTACHMENT:e.DEPTH_ATTACHMENT;if(i.depthTexture.format===1026)je(i)?s.framebufferTexture2DMultisampleEXT(e.FRAMEBUFFER,p,f,u,0,d):e.framebufferTexture2D(e.FRAMEBUFFER,p,f,u,0);else if(i.depthTexture.format===1027)je(i)?s.framebufferTexture2DMultisampleEXT(e.FRAMEBUFFER,p,f,u,0,d):e.framebufferTexture2D(e.FRAMEBUFFER,p,f,u,0);else throw Error(`THREE.WebGLTextures: Unknown depthTexture format.`)}function Ee(t){let i=r.get(t),a=t.isWebGLCubeRenderTarget===!0;if(i.__boundDepthTexture!==t.depthTexture){let e=t.depthTexture;if(i.__depthDisposeCallback&&i.__depthDisposeCallback(),e){let t=()=>{delete i.__boundDepthTexture,delete i.__depthDisposeCallback,e.removeEventListener(`dispose`,t)};e.addEventListener(`dispose`,t),i.__depthDisposeCallback=t}i.__boundDepthTexture=e}if(t.depthTexture&&!i.__autoAllocateDepthBuffer){if(a)for(let e=0;e<6;e++)Te(i.__webglFramebuffer[e],t,e);else t.texture.mipmaps.length>0?Te(i.__webglFramebuffer[0],t,0):Te(i.__webglFramebuffer,t,0)}else if(a){i.__webglDepthbuffer=[];for(let r=0;r<6;r++)if(n.bindFramebuffer(e.FRAMEBUFFER,i.__webglFramebuffer[r]),i.__webglDepthbuffer[r]===void 0)i.__webglDepthbuffer[r]=e.createRenderbuffer(),A(i.__webglDepthbuffer[r],t,!1);else{let n=t.stencilBuffer?e.DEPTH_STENCIL_ATTACHMENT:e.DEPTH_ATTACHMENT,a=i.__webglDepthbuffer[r];e.bindRenderbuffer(e.RENDERBUFFER,a),e.framebufferRenderbuffer(e.FRAMEBUFFER,n,e.RENDERBUFFER,a)}}else if(t.texture.mipmaps.length>0?n.bindFramebuffer(e.FRAMEBUFFER,i.__webglFramebuffer[0]):n.bindFramebuffer(e.FRAMEBUFFER,i.__webglFramebuffer),i.__webglDepthbuffer===void 0)i.__webglDepthbuffer=e.createRenderbuffer(),A(i.__webglDepthbuffer,t,!1);else{let n=t.stencilBuffer?e.DEPTH_STENCIL_ATTACHMENT:e.DEPTH_ATTACHMENT,r=i.__webglDepthbuffer;e.bindRenderbuffer(e.RENDERBUFFER,r),e.framebufferRenderbuffer(e.FRAMEBUFFER,n,e.RENDERBUFFER,r)}n.bindFramebuffer(e.FRAMEBUFFER,null)}function De(t,n,i){let a=r.get(t);n!==void 0&&we(a.__webglFramebuffer,t,t.texture,e.COLOR_ATTACHMENT0,e.TEXTURE_2D,0),i!==void 0&&Ee(t)}function j(t){let i=t.texture,s=r.get(t),c=r.get(i);t.addEventListener(`dispose`,O),T(t);let l=t.textures,u=t.isWebGLCubeRenderTarget===!0,d=l.length>1;if(d||(c.__webglTexture===void 0&&(c.__webglTexture=e.createTexture()),c.__version=i.version,o.memory.textures++),u){s.__webglFramebuffer=[];for(let t=0;t<6;t++)if(i.mipmaps.length>0){s.__webglFramebuffer[t]=[];for(let n=0;n<i.mipmaps.length;n++)s.__webglFramebuffer[t][n]=e.createFramebuffer()}else s.__webglFramebuffer[t]=e.createFramebuffer()}else{if(i.mipmaps.length>0){s.__webglFramebuffer=[];for(let t=0;t<i.mipmaps.length;t++)s.__webglFramebuffer[t]=e.createFramebuffer()}else s.__webglFramebuffer=e.createFramebuffer();if(d)for(let t=0,n=l.length;t<n;t++){let n=r.get(l[t]);n.__webglTexture===void 0&&(n.__webglTexture=e.createTexture(),o.memory.textures++)}if(t.samples>0&&je(t)===!1){s.__webglMultisampledFramebuffer=e.createFramebuffer(),s.__webglColorRenderbuffer=[],n.bindFramebuffer(e.FRAMEBUFFER,s.__webglMultisampledFramebuffer);for(let n=0;n<l.length;n++){let r=l[n];s.__webglColorRenderbuffer[n]=e.createRenderbuffer(),e.bindRenderbuffer(e.RENDERBUFFER,s.__webglColorRenderbuffer[n]);let i=a.convert(r.format,r.colorSpace),o=a.convert(r.type),c=S(r.internalFormat,i,o,r.normalized,r.colorSpace,t.isXRRenderTarget===!0),u=M(t);e.renderbufferStorageMultisample(e.RENDERBUFFER,u,c,t.width,t.height),e.framebufferRenderbuffer(e.FRAMEBUFFER,e.COLOR_ATTACHMENT0+n,e.RENDERBUFFER,s.__webglColorRenderbuffer[n])}e.bindRenderbuffer(e.RENDERBUFFER,null),t.depthBuffer&&(s.__webglDepthRenderbuffer=e.createRenderbuffer(),A(s.__webglDepthRenderbuffer,t,!0)),n.bindFramebuffer(e.FRAMEBUFFER,null)}}if(u){n.bindTexture(e.TEXTURE_CUBE_MAP,c.__webglTexture),ve(e.TEXTURE_CUBE_MAP,i);for(let n=0;n<6;n++)if(i.mipmaps.length>0)for(let r=0;r<i.mipmaps.length;r++)we(s.__webglFramebuffer[n][r],t,i,e.COLOR_ATTACHMENT0,e.TEXTURE_CUBE_MAP_POSITIVE_X+n,r);else we(s.__webglFramebuffer[n],t,i,e.COLOR_ATTACHMENT0,e.TEXTURE_CUBE_MAP_POSITIVE_X+n,0);y(i)?b(e.TEXTURE_CUBE_MAP):i.mipmaps.length>0&&e.texParameteri(e.TEXTURE_CUBE_MAP,e.TEXTURE_MAX_LEVEL,i.mipmaps.length-1),n.unbindTexture()}else if(d){for(let i=0,a=l.length;i<a;i++){let a=l[i],o=r.get(a),c=e.TEXTURE_2D;(t.isWebGL3DRenderTarget||t.isWebGLArrayRenderTarget)&&(c=t.isWebGL3DRenderTarget?e.TEXTURE_3D:e.TEXTURE_2D_ARRAY),n.bindTexture(c,o.__webglTexture),ve(c,a),we(s.__webglFramebuffer,t,a,e.COLOR_ATTACHMENT0+i,c,0),y(a)&&b(c)}n.unbindTexture()}else{let r=e.TEXTURE_2D;if((t.isWebGL3DRenderTarget||t.isWebGLArrayRenderTarget)&&(r=t.isWebGL3DRenderTarget?e.TEXTURE_3D:e.TEXTURE_2D_ARRAY),n.bindTexture(r,c.__webglTexture),ve(r,i),i.mipmaps.length>0)for(let n=0;n<i.mipmaps.length;n++)we(s.__webglFramebuffer[n],t,i,e.COLOR_ATTACHMENT0,r,n);else we(s.__webglFramebuffer,t,i,e.COLOR_ATTACHMENT0,r,0);y(i)?b(r):i.mipmaps.length>0&&e.texParameteri(r,e.TEXTURE_MAX_LEVEL,i.mipmaps.length-1),n.unbindTexture()}t.depthBuffer&&Ee(t)}function Oe(e){let t=e.textures;for(let i=0,a=t.length;i<a;i++){let a=t[i];if(y(a)&&a.mipmapsAutoUpdate===!0){let t=x(e),i=r.get(a).__webglTexture;n.bindTexture(t,i),b(t),n.unbindTexture()}}}let ke=[];function Ae(t){if(t.samples>0){if(je(t)===!1){let i=t.textures,a=t.width,o=t.height,s=e.COLOR_BUFFER_BIT,l=t.stencilBuffer?e.DEPTH_STENCIL_ATTACHMENT:e.DEPTH_ATTACHMENT,u=r.get(t),d=i.length>1;if(d)for(let t=0;t<i.length;t++)n.bindFramebuffer(e.FRAMEBUFFER,u.__webglMultisampledFramebuffer),e.framebufferRenderbuffer(e.FRAMEBUFFER,e.COLOR_ATTACHMENT0+t,e.RENDERBUFFER,null),n.bindFramebuffer(e.FRAMEBUFFER,u.__webglFramebuffer),e.framebufferTexture2D(e.DRAW_FRAMEBUFFER,e.COLOR_ATTACHMENT0+t,e.TEXTURE_2D,null,0);n.bindFramebuffer(e.READ_FRAMEBUFFER,u.__webglMultisampledFramebuffer),t.texture.mipmaps.length>0?n.bindFramebuffer(e.DRAW_FRAMEBUFFER,u.__webglFramebuffer[0]):n.bindFramebuffer(e.DRAW_FRAMEBUFFER,u.__webglFramebuffer);for(let n=0;n<i.length;n++){if(t.resolveDepthBuffer&&(t.depthBuffer&&(s|=e.DEPTH_BUFFER_BIT),t.stencilBuffer&&t.resolveStencilBuffer&&(s|=e.STENCIL_BUFFER_BIT)),d){e.framebufferRenderbuffer(e.READ_FRAMEBUFFER,e.COLOR_ATTACHMENT0,e.RENDERBUFFER,u.__webglColorRenderbuffer[n]);let t=r.get(i[n]).__webglTexture;e.framebufferTexture2D(e.DRAW_FRAMEBUFFER,e.COLOR_ATTACHMENT0,e.TEXTURE_2D,t,0)}e.blitFramebuffer(0,0,a,o,0,0,a,o,s,e.NEAREST),c===!0&&(ke.length=0,ke.push(e.COLOR_ATTACHMENT0+n),t.depthBuffer&&t.storeMultisampledDepthBuffer===!1&&ke.push(l),e.invalidateFramebuffer(e.READ_FRAMEBUFFER,ke))}if(n.bindFramebuffer(e.READ_FRAMEBUFFER,null),n.bindFramebuffer(e.DRAW_FRAMEBUFFER,null),d)for(let t=0;t<i.length;t++){n.bindFramebuffer(e.FRAMEBUFFER,u.__webglMultisampledFramebuffer),e.framebufferRenderbuffer(e.FRAMEBUFFER,e.COLOR_ATTACHMENT0+t,e.RENDERBUFFER,u.__webglColorRenderbuffer[t]);let a=r.get(i[t]).__webglTexture;n.bindFramebuffer(e.FRAMEBUFFER,u.__webglFramebuffer),e.framebufferTexture2D(e.DRAW_FRAMEBUFFER,e.COLOR_ATTACHMENT0+t,e.TEXTURE_2D,a,0)}n.bindFramebuffer(e.DRAW_FRAMEBUFFER,u.__webglMultisampledFramebuffer)}else if(t.depthBuffer&&t.storeMultisampledDepthBuffer===!1&&c){let n=t.stencilBuffer?e.DEPTH_STENCIL_ATTACHMENT:e.DEPTH_ATTACHMENT;e.invalidateFramebuffer(e.DRAW_FRAMEBUFFER,[n])}}}function M(e){return Math.min(i.maxSamples,e.samples)}function je(e){let n=r.get(e);return e.samples>0&&t.has(`WEBGL_multisampled_render_to_texture`)===!0&&n.__useRenderToTexture!==!1}function Me(e){let t=o.render.frame;u.get(e)!==t&&(u.set(e,t),e.update())}function Ne(e,t){let n=e.colorSpace,r=e.format,i=e.type;return e.isCompressedTexture===!0||e.isVideoTexture===!0||n!==`srgb-linear`&&n!==``&&(V_.getTransfer(n)===`srgb`?(r!==1023||i!==1009)&&h_(`WebGLTextures: sRGB encoded textures have to use RGBAFormat and UnsignedByteType.`):g_(`WebGLTextures: Unsupported texture color space:`,n)),t}function Pe(e){return typeof HTMLImageElement<`u`&&e instanceof HTMLImageElement?(l.width=e.naturalWidth||e.width,l.height=e.naturalHeight||e.height):typeof VideoFrame<`u`&&e instanceof VideoFrame?(l.width=e.displayWidth,l.height=e.displayHeight):(l.width=e.width,l.height=e.height),l}this.allocateTextureUnit=le,this.resetTextureUnits=oe,this.getTextureUnits=se,this.setTextureUnits=ce,this.setTexture2D=de,this.setTexture2DArray=fe,this.setTexture3D=pe,this.setTextureCube=me,this.rebindTextures=De,this.setupRenderTarget=j,this.updateRenderTargetMipmap=Oe,this.updateMultisampleRenderTarget=Ae,this.setupDepthRenderbuffer=Ee,this.setupFrameBufferTexture=we,this.useMultisampledRTT=je,this.dispose=te}function Qw(e,t){function n(n,r=``){let i,a=V_.getTransfer(r);if(n===1009)return e.UNSIGNED_BYTE;if(n===1017)return e.UNSIGNED_SHORT_4_4_4_4;if(n===1018)return e.UNSIGNED_SHORT_5_5_5_1;if(n===35902)return e.UNSIGNED_INT_5_9_9_9_REV;if(n===35899)return e.UNSIGNED_INT_10F_11F_11F_REV;if(n===1010)return e.BYTE;if(n===1011)return e.SHORT;if(n===1012)return e.UNSIGNED_SHORT;if(n===1013)return e.INT;if(n===1014)return e.UNSIGNED_INT;if(n===1015)return e.FLOAT;if(n===1016)return e.HALF_FLOAT;if(n===1021)return e.ALPHA;if(n===1022)return e.RGB;if(n===1023)return e.RGBA;if(n===1026)return e.DEPTH_COMPONENT;if(n===1027)return e.DEPTH_STENCIL;if(n===1028)return e.RED;if(n===1029)return e.RED_INTEGER;if(n===1030)return e.RG;if(n===1031)return e.RG_INTEGER;if(n===1033)return e.RGBA_INTEGER;if(n===33776||n===33777||n===33778||n===33779){if(a===`srgb`){if(i=t.get(`WEBGL_compressed_texture_s3tc_srgb`),i!==null){if(n===33776)return i.COMPRESSED_SRGB_S3TC_DXT1_EXT;if(n===33777)return i.COMPRESSED_SRGB_ALPHA_S3TC_DXT1_EXT;if(n===33778)return i.COMPRESSED_SRGB_ALPHA_S3TC_DXT3_EXT;if(n===33779)return i.COMPRESSED_SRGB_ALPHA_S3TC_DXT5_EXT}else return null}else if(i=t.get(`WEBGL_compressed_texture_s3tc`),i!==null){if(n===33776)return i.COMPRESSED_RGB_S3TC_DXT1_EXT;if(n===33777)return i.COMPRESSED_RGBA_S3TC_DXT1_EXT;if(n===33778)return i.COMPRESSED_RGBA_S3TC_DXT3_EXT;if(n===33779)return i.COMPRESSED_RGBA_S3TC_DXT5_EXT}else return null}if(n===35840||n===35841||n===35842||n===35843){if(i=t.get(`WEBGL_compressed_texture_pvrtc`),i!==null){if(n===35840)return i.COMPRESSED_RGB_PVRTC_4BPPV1_IMG;if(n===35841)return i.COMPRESSED_RGB_PVRTC_2BPPV1_IMG;if(n===35842)return i.COMPRESSED_RGBA_PVRTC_4BPPV1_IMG;if(n===35843)return i.COMPRESSED_RGBA_PVRTC_2BPPV1_IMG}else return null}if(n===36196||n===37492||n===37496||n===37488||n===37489||n===37490||n===37491){if(i=t.get(`WEBGL_compressed_texture_etc`),i!==null){if(n===36196||n===37492)return a===`srgb`?i.COMPRESSED_SRGB8_ETC2:i.COMPRESSED_RGB8_ETC2;if(n===37496)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ETC2_EAC:i.COMPRESSED_RGBA8_ETC2_EAC;if(n===37488)return i.COMPRESSED_R11_EAC;if(n===37489)return i.COMPRESSED_SIGNED_R11_EAC;if(n===37490)return i.COMPRESSED_RG11_EAC;if(n===37491)return i.COMPRESSED_SIGNED_RG11_EAC}else return null}if(n===37808||n===37809||n===37810||n===37811||n===37812||n===37813||n===37814||n===37815||n===37816||n===37817||n===37818||n===37819||n===37820||n===37821){if(i=t.get(`WEBGL_compressed_texture_astc`),i!==null){if(n===37808)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_4x4_KHR:i.COMPRESSED_RGBA_ASTC_4x4_KHR;if(n===37809)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_5x4_KHR:i.COMPRESSED_RGBA_ASTC_5x4_KHR;if(n===37810)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_5x5_KHR:i.COMPRESSED_RGBA_ASTC_5x5_KHR;if(n===37811)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_6x5_KHR:i.COMPRESSED_RGBA_ASTC_6x5_KHR;if(n===37812)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_6x6_KHR:i.COMPRESSED_RGBA_ASTC_6x6_KHR;if(n===37813)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_8x5_KHR:i.COMPRESSED_RGBA_ASTC_8x5_KHR;if(n===37814)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_8x6_KHR:i.COMPRESSED_RGBA_ASTC_8x6_KHR;if(n===37815)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_8x8_KHR:i.COMPRESSED_RGBA_ASTC_8x8_KHR;if(n===37816)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_10x5_KHR:i.COMPRESSED_RGBA_ASTC_10x5_KHR;if(n===37817)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_10x6_KHR:i.COMPRESSED_RGBA_ASTC_10x6_KHR;if(n===37818)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_10x8_KHR:i.COMPRESSED_RGBA_ASTC_10x8_KHR;if(n===37819)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_10x10_KHR:i.COMPRESSED_RGBA_ASTC_10x10_KHR;if(n===37820)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_12x10_KHR:i.COMPRESSED_RGBA_ASTC_12x10_KHR;if(n===37821)return a===`srgb`?i.COMPRESSED_SRGB8_ALPHA8_ASTC_12x12_KHR:i.COMPRESSED_RGBA_ASTC_12x12_KHR}else return null}if(n===36492||n===36494||n===36495){if(i=t.get(`EXT_texture_compression_bptc`),i!==null){if(n===36492)return a===`srgb`?i.COMPRESSED_SRGB_ALPHA_BPTC_UNORM_EXT:i.COMPRESSED_RGBA_BPTC_UNORM_EXT;if(n===36494)return i.COMPRESSED_RGB_BPTC_SIGNED_FLOAT_EXT;if(n===36495)return i.COMPRESSED_RGB_BPTC_UNSIGNED_FLOAT_EXT}else return null}if(n===36283||n===36284||n===36285||n===36286){if(i=t.get(`EXT_texture_compression_rgtc`),i!==null){if(n===36283)return i.COMPRESSED_RED_RGTC1_EXT;if(n===36284)return i.COMPRESSED_SIGNED_RED_RGTC1_EXT;if(n===36285)return i.COMPRESSED_RED_GREEN_RGTC2_EXT;if(n===36286)return i.COMPRESSED_SIGNED_RED_GREEN_RGTC2_EXT}else return null}return n===1020?e.UNSIGNED_INT_24_8:e[n]===void 0?null:e[n]}return{convert:n}}var $w=`
void main() {

	gl_Position = vec4( position, 1.0 );

}`,eT=`
uniform sampler2DArray depthColor;
uniform float depthWidth;
uniform float depthHeight;

void main() {

	vec2 coord = vec2( gl_FragCoord.x / depthWidth, gl_FragCoord.y / depthHeight );

	if ( coord.x >= 1.0 ) {

		gl_FragDepth = texture( depthColor, vec3( coord.x - 1.0, coord.y, 1 ) ).r;

	} else {

		gl_FragDepth = texture( depthColor, vec3( coord.x, coord.y, 0 ) ).r;

	}

}`,tT=class{constructor(){this.texture=null,this.mesh=null,this.depthNear=0,this.depthFar=0}init(e,t){if(this.texture===null){let n=new Ab(e.texture);(e.depthNear!==t.depthNear||e.depthFar!==t.depthFar)&&(this.depthNear=e.depthNear,this.depthFar=e.depthFar),this.texture=n}}getMesh(e){if(this.texture!==null&&this.mesh===null){let t=e.cameras[0].viewport,n=new Wb({vertexShader:$w,fragmentShader:eT,uniforms:{depthColor:{value:this.texture},depthWidth:{value:t.z},depthHeight:{value:t.w}}});this.mesh=new ib(new Nb(20,20),n)}return this.mesh}reset(){this.texture=null,this.mesh=null}getDepthTexture(){return this.texture}},nT=class extends b_{constructor(e,t){super();let n=this,r=null,i=1,a=null,o=`local-floor`,s=1,c=null,l=null,u=null,d=null,f=null,p=null,m=typeof XRWebGLBinding<`u`,h=new tT,g={},_=t.getContextAttributes(),v=null,y=null,b=[],x=[],S=new M_,C=null,w=null,T=new Dx;T.viewport=new Q_;let E=new Dx;E.viewport=new Q_;let D=[T,E],O=new Fx,ee=null,k=null;this.cameraAutoUpdate=!0,this.enabled=!1,this.isPresenting=!1,this.getController=function(e){let t=b[e];return t===void 0&&(t=new Nv,b[e]=t),t.getTargetRaySpace()},this.getControllerGrip=function(e){let t=b[e];return t===void 0&&(t=new Nv,b[e]=t),t.getGripSpace()},this.getHand=function(e){let t=b[e];return t===void 0&&(t=new Nv,b[e]=t),t.getHandSpace()};function te(e){let t=x.indexOf(e.inputSource);if(t===-1)return;let n=b[t];n!==void 0&&(n.update(e.inputSource,e.frame,c||a),n.dispatchEvent({type:e.type,data:e.inputSource}))}function ne(){r.removeEventListener(`select`,te),r.removeEventListener(`selectstart`,te),r.removeEventListener(`selectend`,te),r.removeEventListener(`squeeze`,te),r.removeEventListener(`squeezestart`,te),r.removeEventListener(`squeezeend`,te),r.removeEventListener(`end`,ne),r.removeEventListener(`inputsourceschange`,re);for(let e=0;e<b.length;e++){let t=x[e];t!==null&&(x[e]=null,b[e].disconnect(t))}ee=null,k=null,h.reset();for(let e in g)delete g[e];if(e.setRenderTarget(v),f=null,d=null,u=null,r=null,y=null,ce.stop(),n.isPresenting=!1,e.setPixelRatio(C),e.setSize(S.width,S.height,!1),w!==null){let e=w.camera;e.fov=w.fov,e.zoom=w.zoom,e.updateProjectionMatrix(),w=null}n.dispatchEvent({type:`sessionend`})}this.setFramebufferScaleFactor=function(e){i=e,n.isPresenting===!0&&h_(`WebXRManager: Cannot change framebuffer scale while presenting.`)},this.setReferenceSpaceType=function(e){o=e,n.isPresenting===!0&&h_(`WebXRManager: Cannot change reference space type while presenting.`)},this.getReferenceSpace=function(){return c||a},this.setReferenceSpace=function(e){c=e},this.getBaseLayer=function(){return d===null?f:d},this.getBinding=function(){return u===null&&m&&(u=new XRWebGLBinding(r,t)),u},this.getFrame=function(){return p},this.getSession=function(){return r},this.setSession=async function(l){if(r=l,r!==null){if(v=e.getRenderTarget(),r.addEventListener(`select`,te),r.addEventListener(`selectstart`,te),r.addEventListener(`selectend`,te),r.addEventListener(`squeeze`,te),r.addEventListener(`squeezestart`,te),r.addEventListener(`squeezeend`,te),r.addEventListener(`end`,ne),r.addEventListener(`inputsourceschange`,re),_.xrCompatible!==!0&&await t.makeXRCompatible(),C=e.getPixelRatio(),e.getSize(S),m&&`createProjectionLayer`in XRWebGLBinding.prototype){let n=null,a=null,o=null;_.depth&&(o=_.stencil?t.DEPTH24_STENCIL8:t.DEPTH_COMPONENT24,n=_.stencil?ag:ig,a=_.stencil?Qh:qh);let s={colorFormat:t.RGBA8,depthFormat:o,scaleFactor:i};u=this.getBinding(),d=u.createProjectionLayer(s),r.updateRenderState({layers:[d]}),e.setPixelRatio(1),e.setSize(d.textureWidth,d.textureHeight,!1),y=new ev(d.textureWidth,d.textureHeight,{format:rg,type:Hh,depthTexture:new Ob(d.textureWidth,d.textureHeight,a,void 0,void 0,void 0,void 0,void 0,void 0,n),stencilBuffer:_.stencil,colorSpace:e.outputColorSpace,samples:_.antialias?4:0,resolveDepthBuffer:d.ignoreDepthValues===!1,resolveStencilBuffer:d.ignoreDepthValues===!1,storeMultisampledDepthBuffer:d.ignoreDepthValues===!1,storeMultisampledStencilBuffer:d.ignoreDepthValues===!1})}else{let n={antialias:_.antialias,alpha:!0,depth:_.depth,stencil:_.stencil,framebufferScaleFactor:i};f=new XRWebGLLayer(r,t,n),r.updateRenderState({baseLayer:f}),e.setPixelRatio(1),e.setSize(f.framebufferWidth,f.framebufferHeight,!1),y=new ev(f.framebufferWidth,f.framebufferHeight,{format:rg,type:Hh,colorSpace:e.outputColorSpace,stencilBuffer:_.stencil,resolveDepthBuffer:f.ignoreDepthValues===!1,resolveStencilBuffer:f.ignoreDepthValues===!1,storeMultisampledDepthBuffer:f.ignoreDepthValues===!1,storeMultisampledStencilBuffer:f.ignoreDepthValues===!1})}y.isXRRenderTarget=!0,this.setFoveation(s),c=null,a=await r.requestReferenceSpace(o),ce.setContext(r),ce.start(),n.isPresenting=!0,n.dispatchEvent({type:`sessionstart`})}},this.getEnvironmentBlendMode=function(){if(r!==null)return r.environmentBlendMode},this.getDepthTexture=function(){return h.getDepthTexture()};function re(e){for(let t=0;t<e.removed.length;t++){let n=e.removed[t],r=x.indexOf(n);r>=0&&(x[r]=null,b[r].disconnect(n))}for(let t=0;t<e.added.length;t++){let n=e.added[t],r=x.indexOf(n);if(r===-1){for(let e=0;e<b.length;e++)if(e>=x.length){x.push(n),r=e;break}else if(x[e]===null){x[e]=n,r=e;break}if(r===-1)break}let i=b[r];i&&i.connect(n)}}function ie(e,t){t===null?e.matrixWorld.copy(e.matrix):e.matrixWorld.multiplyMatrices(t.matrixWorld,e.matrix),e.matrixWorldInverse.copy(e.matrixWorld).invert()}this.updateCamera=function(e){if(r===null)return;let t=e.near,n=e.far;h.texture!==null&&(h.depthNear>0&&(t=h.depthNear),h.depthFar>0&&(n=h.depthFar)),O.near=E.near=T.near=t,O.far=E.far=T.far=n,(ee!==O.near||k!==O.far)&&(r.updateRenderState({depthNear:O.near,depthFar:O.far}),ee=O.near,k=O.far),O.layers.mask=e.layers.mask|6,T.layers.mask=O.layers.mask&-5,E.layers.mask=O.layers.mask&-3;let i=e.parent,a=O.cameras;ie(O,i);for(let e=0;e<a.length;e++)ie(a[e],i);O.projectionMatrix.copy(T.projectionMatrix),O.projectionMatrixInverse.copy(T.projectionMatrixInverse),w===null&&e.isPerspectiveCamera&&(w={camera:e,fov:e.fov,zoom:e.zoom}),ae(e,O,i)};function ae(e,t,n){n===null?e.matrix.copy(t.matrixWorld):(e.matrix.copy(n.matrixWorld),e.matrix.invert(),e.matrix.multiply(t.matrixWorld)),e.matrix.decompose(e.position,e.quaternion,e.scale),e.updateMatrixWorld(!0),e.projectionMatrix.copy(t.projectionMatrix),e.projectionMatrixInverse.copy(t.projectionMatrixInverse),e.isPerspectiveCamera&&(e.fov=C_*2*Math.atan(1/e.projectionMatrix.elements[5]),e.zoom=1)}this.getCamera=function(){return O},this.getFoveation=function(){if(d!==null||f!==null)return s},this.setFoveation=function(e){s=e,d!==null&&(d.fixedFoveation=e),f!==null&&f.fixedFoveation!==void 0&&(f.fixedFoveation=e)},this.hasDepthSensing=function(){return h.texture!==null},this.getDepthSensingMesh=function(){return h.getMesh(O)},this.getCameraTexture=function(e){return g[e]};let oe=null;function se(t,i){if(l=i.getViewerPose(c||a),p=i,l!==null){let t=l.views;f!==null&&(e.setRenderTargetFramebuffer(y,f.framebuffer),e.setRenderTarget(y));let i=!1;t.length!==O.cameras.length&&(O.cameras.length=0,i=!0);for(let n=0;n<t.length;n++){let r=t[n],a=null;if(f!==null)a=f.getViewport(r);else{let t=u.getViewSubImage(d,r);a=t.viewport,n===0&&(e.setRenderTargetTextures(y,t.colorTexture,t.depthStencilTexture),e.setRenderTarget(y))}let o=D[n];o===void 0&&(o=new Dx,o.layers.enable(n),o.viewport=new Q_,D[n]=o),o.matrix.fromArray(r.transform.matrix),o.matrix.decompose(o.position,o.quaternion,o.scale),o.projectionMatrix.fromArray(r.projectionMatrix),o.projectionMatrixInverse.copy(o.projectionMatrix).invert(),o.viewport.set(a.x,a.y,a.width,a.height),n===0&&(O.matrix.copy(o.matrix),O.matrix.decompose(O.position,O.quaternion,O.scale)),i===!0&&O.cameras.push(o)}let a=r.enabledFeatures;if(a&&a.includes(`depth-sensing`)&&r.depthUsage==`gpu-optimized`&&m){u=n.getBinding();let e=u.getDepthInformation(t[0]);e&&e.isValid&&e.texture&&h.init(e,r.renderState)}if(a&&a.includes(`camera-access`)&&m){e.state.unbindTexture(),u=n.getBinding();for(let e=0;e<t.length;e++){let n=t[e].camera;if(n){let e=g[n];e||(e=new Ab,g[n]=e);let t=u.getCameraImage(n);e.sourceTexture=t}}}}for(let e=0;e<b.length;e++){let t=x[e],n=b[e];t!==null&&n!==void 0&&n.update(t,i,c||a)}oe&&oe(t,i),i.detectedPlanes&&n.dispatchEvent({type:`planesdetected`,data:i}),p=null}let ce=new eS;ce.setAnimationLoop(se),this.setAnimationLoop=function(e){oe=e},this.dispose=function(){}}},rT=new rv,iT=new I_;iT.set(-1,0,0,0,1,0,0,0,1);function aT(e,t){function n(e,t){e.matrixAutoUpdate===!0&&e.updateMatrix(),t.value.copy(e.matrix)}function r(t,n){n.color.getRGB(t.fogColor.value,Bb(e)),n.isFog?(t.fogNear.value=n.near,t.fogFar.value=n.far):n.isFogExp2&&(t.fogDensity.value=n.density)}function i(e,t,n,r,i){t.isNodeMaterial?t.uniformsNeedUpdate=!1:t.isMeshBasicMaterial?a(e,t):t.isMeshLambertMaterial?(a(e,t),t.envMap&&(e.envMapIntensity.value=t.envMapIntensity)):t.isMeshToonMaterial?(a(e,t),d(e,t)):t.isMeshPhongMaterial?(a(e,t),u(e,t),t.envMap&&(e.envMapIntensity.value=t.envMapIntensity)):t.isMeshStandardMaterial?(a(e,t),f(e,t),t.isMeshPhysicalMaterial&&p(e,t,i)):t.isMeshMatcapMaterial?(a(e,t),m(e,t)):t.isMeshDepthMaterial?a(e,t):t.isMeshDistanceMaterial?(a(e,t),h(e,t)):t.isMeshNormalMaterial?a(e,t):t.isLineBasicMaterial?(o(e,t),t.isLineDashedMaterial&&s(e,t)):t.isPointsMaterial?c(e,t,n,r):t.isSpriteMaterial?l(e,t):t.isShadowMaterial?(e.color.value.copy(t.color),e.opacity.value=t.opacity):t.isShaderMaterial&&(t.uniformsNeedUpdate=!1)}function a(e,r){e.opacity.value=r.opacity,r.color&&e.diffuse.value.copy(r.color),r.emissive&&e.emissive.value.copy(r.emissive).multiplyScalar(r.emissiveIntensity),r.map&&(e.map.value=r.map,n(r.map,e.mapTransform)),r.alphaMap&&(e.alphaMap.value=r.alphaMap,n(r.alphaMap,e.alphaMapTransform)),r.bumpMap&&(e.bumpMap.value=r.bumpMap,n(r.bumpMap,e.bumpMapTransform),e.bumpScale.value=r.bumpScale,r.side===1&&(e.bumpScale.value*=-1)),r.normalMap&&(e.normalMap.value=r.normalMap,n(r.normalMap,e.normalMapTransform),e.normalScale.value.copy(r.normalScale),r.side===1&&e.normalScale.value.negate()),r.displacementMap&&(e.displacementMap.value=r.displacementMap,n(r.displacementMap,e.displacementMapTransform),e.displacementScale.value=r.displacementScale,e.displacementBias.value=r.displacementBias),r.emissiveMap&&(e.emissiveMap.value=r.emissiveMap,n(r.emissiveMap,e.emissiveMapTransform)),r.specularMap&&(e.specularMap.value=r.specularMap,n(r.specularMap,e.specularMapTransform)),r.alphaTest>0&&(e.alphaTest.value=r.alphaTest);let i=t.get(r),a=i.envMap,o=i.envMapRotation;a&&(e.envMap.value=a,e.envMapRotation.value.setFromMatrix4(rT.makeRotationFromEuler(o)).transpose(),a.isCubeTexture&&a.isRenderTargetTexture===!1&&e.envMapRotation.value.premultiply(iT),e.reflectivity.value=r.reflectivity,e.ior.value=r.ior,e.refractionRatio.value=r.refractionRatio),r.lightMap&&(e.lightMap.value=r.lightMap,e.lightMapIntensity.value=r.lightMapIntensity,n(r.lightMap,e.lightMapTransform)),r.aoMap&&(e.aoMap.value=r.aoMap,e.aoMapIntensity.value=r.aoMapIntensity,n(r.aoMap,e.aoMapTransform))}function o(e,t){e.diffuse.value.copy(t.color),e.opacity.value=t.opacity,t.map&&(e.map.value=t.map,n(t.map,e.mapTransform))}function s(e,t){e.dashSize.value=t.dashSize,e.totalSize.value=t.dashSize+t.gapSize,e.scale.value=t.scale}function c(e,t,r,i){e.diffuse.value.copy(t.color),e.opacity.value=t.opacity,e.size.value=t.size*r,e.scale.value=i*.5,t.map&&(e.map.value=t.map,n(t.map,e.uvTransform)),t.alphaMap&&(e.alphaMap.value=t.alphaMap,n(t.alphaMap,e.alphaMapTransform)),t.alphaTest>0&&(e.alphaTest.value=t.alphaTest)}function l(e,t){e.diffuse.value.copy(t.color),e.opacity.value=t.opacity,e.rotation.value=t.rotation,t.map&&(e.map.value=t.map,n(t.map,e.mapTransform)),t.alphaMap&&(e.alphaMap.value=t.alphaMap,n(t.alphaMap,e.alphaMapTransform)),t.alphaTest>0&&(e.alphaTest.value=t.alphaTest)}function u(e,t){e.specular.value.copy(t.specular),e.shininess.value=Math.max(t.shininess,1e-4)}function d(e,t){t.gradientMap&&(e.gradientMap.value=t.gradientMap)}function f(e,t){e.metalness.value=t.metalness,t.metalnessMap&&(e.metalnessMap.value=t.metalnessMap,n(t.metalnessMap,e.metalnessMapTransform)),e.roughness.value=t.roughness,t.roughnessMap&&(e.roughnessMap.value=t.roughnessMap,n(t.roughnessMap,e.roughnessMapTransform)),t.envMap&&(e.envMapIntensity.value=t.envMapIntensity)}function p(e,t,r){e.ior.value=t.ior,t.diffuseRoughness>0&&(e.diffuseRoughness.value=t.diffuseRoughness,t.diffuseRoughnessMap&&(e.diffuseRoughnessMap.value=t.diffuseRoughnessMap,n(t.diffuseRoughnessMap,e.diffuseRoughnessMapTransform))),t.sheen>0&&(e.sheenColor.value.copy(t.sheenColor).multiplyScalar(t.sheen),e.sheenRoughness.value=t.sheenRoughness,t.sheenColorMap&&(e.sheenColorMap.value=t.sheenColorMap,n(t.sheenColorMap,e.sheenColorMapTransform)),t.sheenRoughnessMap&&(e.sheenRoughnessMap.value=t.sheenRoughnessMap,n(t.sheenRoughnessMap,e.sheenRoughnessMapTransform))),t.clearcoat>0&&(e.clearcoat.value=t.clearcoat,e.clearcoatRoughness.value=t.clearcoatRoughness,t.clearcoatMap&&(e.clearcoatMap.value=t.clearcoatMap,n(t.clearcoatMap,e.clearcoatMapTransform)),t.clearcoatRoughnessMap&&(e.clearcoatRoughnessMap.value=t.clearcoatRoughnessMap,n(t.clearcoatRoughnessMap,e.clearcoatRoughnessMapTransform)),t.clearcoatNormalMap&&(e.clearcoatNormalMap.value=t.clearcoatNormalMap,n(t.clearcoatNormalMap,e.clearcoatNormalMapTransform),e.clearcoatNormalScale.value.copy(t.clearcoatNormalScale),t.side===1&&e.clearcoatNormalScale.value.negate())),t.dispersion>0&&(e.dispersion.value=t.dispersion),t.retroreflectivity>0&&(e.retroreflectivity.value=t.retroreflectivity),t.iridescence>0&&(e.iridescence.value=t.iridescence,e.iridescenceIOR.value=t.iridescenceIOR,e.iridescenceThicknessMinimum.value=t.iridescenceThicknessMinimum,e.iridescenceThicknessMaximum.value=t.iridescenceThicknessMaximum,t.iridescenceMap&&(e.iridescenceMap.value=t.iridescenceMap,n(t.iridescenceMap,e.iridescenceMapTransform)),t.iridescenceThicknessMap&&(e.iridescenceThicknessMap.value=t.iridescenceThicknessMap,n(t.iridescenceThicknessMap,e.iridescenceThicknessMapTransform))),t.transmission>0&&(e.transmission.value=t.transmission,e.transmissionSamplerMap.value=r.texture,e.transmissionSamplerSize.value.set(r.width,r.height),t.transmissionMap&&(e.transmissionMap.value=t.transmissionMap,n(t.transmissionMap,e.transmissionMapTransform)),e.thickness.value=t.thickness,t.thicknessMap&&(e.thicknessMap.value=t.thicknessMap,n(t.thicknessMap,e.thicknessMapTransform)),e.attenuationDistance.value=t.attenuationDistance,e.attenuationColor.value.copy(t.attenuationColor)),t.anisotropy>0&&(e.anisotropyVector.value.set(t.anisotropy*Math.cos(t.anisotropyRotation),t.anisotropy*Math.sin(t.anisotropyRotation)),t.anisotropyMap&&(e.anisotropyMap.value=t.anisotropyMap,n(t.anisotropyMap,e.anisotropyMapTransform))),e.specularIntensity.value=t.specularIntensity,e.specularColor.value.copy(t.specularColor),t.specularColorMap&&(e.specularColorMap.value=t.specularColorMap,n(t.specularColorMap,e.specularColorMapTransform)),t.specularIntensityMap&&(e.specularIntensityMap.value=t.specularIntensityMap,n(t.specularIntensityMap,e.specularIntensityMapTransform))}function m(e,t){t.matcap&&(e.matcap.value=t.matcap)}function h(e,n){let r=t.get(n).light;e.referencePosition.value.setFromMatrixPosition(r.matrixWorld),e.nearDistance.value=r.shadow.camera.near,e.farDistance.value=r.shadow.camera.far}return{refreshFogUniforms:r,refreshMaterialUniforms:i}}function oT(e,t,n,r){let i={},a={};function o(e,t){let n=t.program;r.uniformBlockBinding(e,n,i[e.id])}function s(e,n){let o=i[e.id];o===void 0&&(m(e),o=c(e),i[e.id]=o,e.addEventListener(`dispose`,g));let s=n.program;r.updateUBOMapping(e,s);let u=t.render.frame;a[e.id]!==u&&(l(e),a[e.id]=u)}function c(t){let n=e.createBuffer(),r=t.__size,i=t.usage;return e.bindBuffer(e.UNIFORM_BUFFER,n),e.bufferData(e.UNIFORM_BUFFER,r,i),e.bindBuffer(e.UNIFORM_BUFFER,null),n}function l(t){let n=i[t.id],r=t.uniforms,a=t.__cache;e.bindBuffer(e.UNIFORM_BUFFER,n);for(let e=0,t=r.length;e<t;e++){let t=r[e];if(Array.isArray(t))for(let n=0,r=t.length;n<r;n++)u(t[n],e,n,a);else u(t,e,0,a)}e.bindBuffer(e.UNIFORM_BUFFER,null)}function u(t,n,r,i){if(f(t,n,r,i)===!0){let n=t.__offset,r=t.value;if(Array.isArray(r)){let e=0;for(let n=0;n<r.length;n++){let i=r[n],a=h(i,!0);d(i,t.__data,e),e+=a.storage/Float32Array.BYTES_PER_ELEMENT}}else d(r,t.__data,0);e.bufferSubData(e.UNIFORM_BUFFER,n,t.__data)}}function d(e,t,n){typeof e==`number`||typeof e==`boolean`?t[n]=e:e.isMatrix3?(t[n]=e.elements[0],t[n+1]=e.elements[1],t[n+2]=e.elements[2],t[n+3]=0,t[n+4]=e.elements[3],t[n+5]=e.elements[4],t[n+6]=e.elements[5],t[n+7]=0,t[n+8]=e.elements[6],t[n+9]=e.elements[7],t[n+10]=e.elements[8],t[n+11]=0):ArrayBuffer.isView(e)?t.set(e.subarray(0,t.length-n),n):e.toArray(t,n)}function f(e,t,n,r){let i=e.value,a=t+`_`+n;if(Array.isArray(i)){r[a]===void 0&&(r[a]=[]);let e=r[a],t=!1;for(let n=0;n<i.length;n++)p(i[n],e,n)===!0&&(t=!0);return t}return p(i,r,a)}function p(e,t,n){if(t[n]===void 0)return t[n]=typeof e==`number`||typeof e==`boolean`?e:ArrayBuffer.isView(e)?e.slice():e.clone(),!0;{let r=t[n];if(typeof e==`number`||typeof e==`boolean`){if(r!==e)return t[n]=e,!0}else if(ArrayBuffer.isView(e))return!0;else if(r.equals(e)===!1)return r.copy(e),!0}return!1}function m(e){let t=e.uniforms,n=0;for(let e=0,r=t.length;e<r;e++){let r=Array.isArray(t[e])?t[e]:[t[e]];for(let i=0,a=r.length;i<a;i++){let a=r[i],o=Array.isArray(a.value)?a.value:[a.value],s=Array.isArray(t[e])||Array.isArray(a.value),c=n;for(let e=0,t=o.length;e<t;e++){let t=o[e],r=h(t,s),i=n%16,a=i%r.boundary,l=i+a;n+=a,l!==0&&16-l<r.storage&&(n+=16-l),e===0&&(c=n),n+=r.storage}a.__data=new(a.type===`int`?Int32Array:a.type===`uint`?Uint32Array:Float32Array)((n-c)/Float32Array.BYTES_PER_ELEMENT),a.__offset=c}}let r=n%16;return r>0&&(n+=16-r),e.__size=n,e.__cache={},this}function h(e,t){let n={boundary:0,storage:0};return typeof e==`number`||typeof e==`boolean`?(n.boundary=4,n.storage=4):e.isVector2?(n.boundary=8,n.storage=8):e.isVector3||e.isColor?(n.boundary=16,n.storage=12):e.isVector4?(n.boundary=16,n.storage=16):e.isMatrix3?(n.boundary=16,n.storage=48):e.isMatrix4?(n.boundary=16,n.storage=64):e.isTexture?h_(`WebGLRenderer: Texture samplers can not be part of an uniforms group.`):ArrayBuffer.isView(e)?(n.boundary=16,n.storage=e.byteLength):h_(`WebGLRenderer: Unsupported uniform value type.`,e),t===!0&&(n.boundary=16,n.storage=Math.ceil(n.storage/16)*16),n}function g(t){let n=t.target;n.removeEventListener(`dispose`,g),e.deleteBuffer(i[n.id]),delete i[n.id],delete a[n.id]}function _(){for(let t in i)e.deleteBuffer(i[t]);i={},a={}}return{bind:o,update:s,dispose:_}}var sT=new Uint16Array([12469,15057,12620,14925,13266,14620,13807,14376,14323,13990,14545,13625,14713,13328,14840,12882,14931,12528,14996,12233,15039,11829,15066,11525,15080,11295,15085,10976,15082,10705,15073,10495,13880,14564,13898,14542,13977,14430,14158,14124,14393,13732,14556,13410,14702,12996,14814,12596,14891,12291,14937,11834,14957,11489,14958,11194,14943,10803,14921,10506,14893,10278,14858,9960,14484,14039,14487,14025,14499,13941,14524,13740,14574,13468,14654,13106,14743,12678,14818,12344,14867,11893,14889,11509,14893,11180,14881,10751,14852,10428,14812,10128,14765,9754,14712,9466,14764,13480,14764,13475,14766,13440,14766,13347,14769,13070,14786,12713,14816,12387,14844,11957,14860,11549,14868,11215,14855,10751,14825,10403,14782,10044,14729,9651,14666,9352,14599,9029,14967,12835,14966,12831,14963,12804,14954,12723,14936,12564,14917,12347,14900,11958,14886,11569,14878,11247,14859,10765,14828,10401,14784,10011,14727,9600,14660,9289,14586,8893,14508,8533,15111,12234,15110,12234,15104,12216,15092,12156,15067,12010,15028,11776,14981,11500,14942,11205,14902,10752,14861,10393,14812,9991,14752,9570,14682,9252,14603,8808,14519,8445,14431,8145,15209,11449,15208,11451,15202,11451,15190,11438,15163,11384,15117,11274,15055,10979,14994,10648,14932,10343,14871,9936,14803,9532,14729,9218,14645,8742,14556,8381,14461,8020,14365,7603,15273,10603,15272,10607,15267,10619,15256,10631,15231,10614,15182,10535,15118,10389,15042,10167,14963,9787,14883,9447,14800,9115,14710,8665,14615,8318,14514,7911,14411,7507,14279,7198,15314,9675,15313,9683,15309,9712,15298,9759,15277,9797,15229,9773,15166,9668,15084,9487,14995,9274,14898,8910,14800,8539,14697,8234,14590,7790,14479,7409,14367,7067,14178,6621,15337,8619,15337,8631,15333,8677,15325,8769,15305,8871,15264,8940,15202,8909,15119,8775,15022,8565,14916,8328,14804,8009,14688,7614,14569,7287,14448,6888,14321,6483,14088,6171,15350,7402,15350,7419,15347,7480,15340,7613,15322,7804,15287,7973,15229,8057,15148,8012,15046,7846,14933,7611,14810,7357,14682,7069,14552,6656,14421,6316,14251,5948,14007,5528,15356,5942,15356,5977,15353,6119,15348,6294,15332,6551,15302,6824,15249,7044,15171,7122,15070,7050,14949,6861,14818,6611,14679,6349,14538,6067,14398,5651,14189,5311,13935,4958,15359,4123,15359,4153,15356,4296,15353,4646,15338,5160,15311,5508,15263,5829,15188,6042,15088,6094,14966,6001,14826,5796,14678,5543,14527,5287,14377,4985,14133,4586,13869,4257,15360,1563,15360,1642,15358,2076,15354,2636,15341,3350,15317,4019,15273,4429,15203,4732,15105,4911,14981,4932,14836,4818,14679,4621,14517,4386,14359,4156,14083,3795,13808,3437,15360,122,15360,137,15358,285,15355,636,15344,1274,15322,2177,15281,2765,15215,3223,15120,3451,14995,3569,14846,3567,14681,3466,14511,3305,14344,3121,14037,2800,13753,2467,15360,0,15360,1,15359,21,15355,89,15346,253,15325,479,15287,796,15225,1148,15133,1492,15008,1749,14856,1882,14685,1886,14506,1783,14324,1608,13996,1398,13702,1183]),cT=null;function lT(){return cT===null&&(cT=new sb(sT,16,16,cg,Yh),cT.name=`DFG_LUT`,cT.minFilter=zh,cT.magFilter=zh,cT.wrapS=Ph,cT.wrapT=Ph,cT.generateMipmaps=!1,cT.needsUpdate=!0),cT}var uT=class{constructor(e={}){let{canvas:t=d_(),context:n=null,depth:r=!0,stencil:i=!1,alpha:a=!1,antialias:o=!1,premultipliedAlpha:s=!0,preserveDrawingBuffer:c=!1,powerPreference:l=`default`,failIfMajorPerformanceCaveat:u=!1,reversedDepthBuffer:d=!1,outputBufferType:f=Hh}=e;this.isWebGLRenderer=!0;let p;if(n!==null){if(typeof WebGLRenderingContext<`u`&&n instanceof WebGLRenderingContext)throw Error(`THREE.WebGLRenderer: WebGL 1 is not supported since r163.`);p=n.getContextAttributes().alpha}else p=a;let m=f,h=new Set([ug,lg,sg]),g=new Set([Hh,qh,Gh,Qh,Xh,Zh]),_=new Uint32Array(4),v=new Int32Array(4),y={textures:[],min:[],max:[],resolution:[]},b=null,x=null,S=[],C=[],w=null;this.domElement=t,this.debug={checkShaderErrors:!0,diagnostics:{keywords:!1},onShaderError:null},this.autoClear=!0,this.autoClearColor=!0,this.autoClearDepth=!0,this.autoClearStencil=!0,this.sortObjects=!0,this.clippingPlanes=[],this.localClippingEnabled=!1,this.toneMapping=0,this.toneMappingExposure=1,this.transmissionResolutionScale=1;let T=this,E=!1,D=null,O=null,ee=null,k=null;this._outputColorSpace=t_;let te=0,ne=0,re=null,ie=-1,ae=null,oe=new Q_,se=new Q_,ce=null,le=new Rv(0),ue=0,de=t.width,fe=t.height,pe=1,me=null,he=null,ge=new Q_(0,0,de,fe),_e=new Q_(0,0,de,fe),ve=!1,ye=new db,be=new pb,xe=!1,Se=!1,Ce=new rv,we=new Q,A=new Q_,Te={background:null,fog:null,environment:null,overrideMaterial:null,isScene:!0},Ee=!1;function De(){return re===null?pe:1}let j=n;function Oe(e,n){return t.getContext(e,n)}let ke,Ae,M,je,Me,Ne,Pe,Fe,Ie,Le,Re,ze,Be,Ve,He,Ue,We,Ge,Ke,qe,Je,Ye,Xe;try{let e={alpha:!0,depth:r,stencil:i,antialias:o,premultipliedAlpha:s,preserveDrawingBuffer:c,powerPreference:l,failIfMajorPerformanceCaveat:u};if(`setAttribute`in t&&t.setAttribute(`data-engine`,`three.js r187`),t.addEventListener(`webglcontextlost`,$e,!1),t.addEventListener(`webglcontextrestored`,et,!1),t.addEventListener(`webglcontextcreationerror`,tt,!1),j===null){let t=`webgl2`;if(j=Oe(t,e),j===null)throw Oe(t)?Error(`THREE.WebGLRenderer: Error creating WebGL context with your selected attributes.`):Error(`THREE.WebGLRenderer: Error creating WebGL context.`)}Ze()}catch(e){throw t.removeEventListener(`webglcontextlost`,$e,!1),t.removeEventListener(`webglcontextrestored`,et,!1),t.removeEventListener(`webglcontextcreationerror`,tt,!1),g_(`WebGLRenderer: `+e.message),e}function Ze(){ke=new AS(j),ke.init(),Je=new Qw(j,ke),Ae=new uS(j,ke,e,Je),M=new Xw(j,ke),Ae.reversedDepthBuffer&&d&&M.buffers.depth.setReversed(!0),O=j.createFramebuffer(),ee=j.createFramebuffer(),k=j.createFramebuffer(),je=new NS(j),Me=new Aw,Ne=new Zw(j,ke,M,Me,Ae,Je,je),Pe=new kS(T),Fe=new tS(j),Ye=new cS(j,Fe),Ie=new jS(j,Fe,je,Ye),Le=new FS(j,Ie,Fe,Ye,je),Ge=new PS(j,Ae,Ne),He=new dS(Me),Re=new kw(T,Pe,ke,Ae,Ye,He),ze=new aT(T,Me),Be=new Pw,Ve=new Vw(ke),We=new sS(T,Pe,M,Le,p,s),Ue=new Yw(T,Le,Ae),Xe=new oT(j,je,Ae,M),Ke=new lS(j,ke,je),qe=new MS(j,ke,je),je.programs=Re.programs,T.capabilities=Ae,T.extensions=ke,T.properties=Me,T.renderLists=Be,T.shadowMap=Ue,T.state=M,T.info=je}m!==1009&&(w=new LS(m,t.width,t.height,o,r,i));let Qe=new nT(T,j);this.xr=Qe,this.getContext=function(){return j},this.getContextAttributes=function(){return j.getContextAttributes()},this.forceContextLoss=function(){let e=ke.get(`WEBGL_lose_context`);e&&e.loseContext()},this.forceContextRestore=function(){let e=ke.get(`WEBGL_lose_context`);e&&e.restoreContext()},this.getPixelRatio=function(){return pe},this.setPixelRatio=function(e){e!==void 0&&(pe=e,this.setSize(de,fe,!1))},this.getSize=function(e){return e.set(de,fe)},this.setSize=function(e,n,r=!0){Qe.isPresenting?h_(`WebGLRenderer: Can't change size while VR device is presenting.`):(de=e,fe=n,t.width=Math.floor(e*pe),t.height=Math.floor(n*pe),r===!0&&(t.style.width=e+`px`,t.style.height=n+`px`),w!==null&&w.setSize(t.width,t.height),this.setViewport(0,0,e,n))},this.getDrawingBufferSize=function(e){return e.set(de*pe,fe*pe).floor()},this.setDrawingBufferSize=function(e,n,r){de=e,fe=n,pe=r,t.width=Math.floor(e*r),t.height=Math.floor(n*r),this.setViewport(0,0,e,n)},this.setEffects=function(e){if(m===1009)g_(`WebGLRenderer: setEffects() requires outputBufferType set to HalfFloatType or FloatType.`);else{if(e){for(let t=0;t<e.length;t++)if(e[t].isOutputPass===!0){h_(`WebGLRenderer: OutputPass is not needed in setEffects(). Tone mapping and color space conversion are applied automatically.`);break}}w.setEffects(e||[])}},this.getCurrentViewport=function(e){return e.copy(oe)},this.getViewport=function(e){return e.copy(ge)},this.setViewport=function(e,t,n,r){e.isVector4?ge.set(e.x,e.y,e.z,e.w):ge.set(e,t,n,r),M.viewport(oe.copy(ge).multiplyScalar(De()).round())},this.getScissor=function(e){return e.copy(_e)},this.setScissor=function(e,t,n,r){e.isVector4?_e.set(e.x,e.y,e.z,e.w):_e.set(e,t,n,r),M.scissor(se.copy(_e).multiplyScalar(De()).round())},this.getScissorTest=function(){return ve},this.setScissorTest=function(e){M.setScissorTest(ve=e)},this.setOpaqueSort=function(e){me=e},this.setTransparentSort=function(e){he=e},this.getClearColor=function(e){return e.copy(We.getClearColor())},this.setClearColor=function(){We.setClearColor(...arguments)},this.getClearAlpha=function(){return We.getClearAlpha()},this.setClearAlpha=function(){We.setClearAlpha(...arguments)},this.clear=function(e=!0,t=!0,n=!0){let r=0;if(e){let e=!1;if(re!==null){let t=re.texture.format;e=h.has(t)}if(e){let e=re.texture.type,t=g.has(e),n=We.getClearColor(),r=We.getClearAlpha(),i=n.r,a=n.g,o=n.b;t?(_[0]=i,_[1]=a,_[2]=o,_[3]=r,j.clearBufferuiv(j.COLOR,0,_)):(v[0]=i,v[1]=a,v[2]=o,v[3]=r,j.clearBufferiv(j.COLOR,0,v))}else r|=j.COLOR_BUFFER_BIT}t&&(r|=j.DEPTH_BUFFER_BIT,this.state.buffers.depth.setMask(!0)),n&&(r|=j.STENCIL_BUFFER_BIT,this.state.buffers.stencil.setMask(4294967295)),r!==0&&j.clear(r)},this.clearColor=function(){this.clear(!0,!1,!1)},this.clearDepth=function(){this.clear(!1,!0,!1)},this.clearStencil=function(){this.clear(!1,!1,!0)},this.setNodesHandler=function(e){e.setRenderer(this),D=e},this.dispose=function(){t.removeEventListener(`webglcontextlost`,$e,!1),t.removeEventListener(`webglcontextrestored`,et,!1),t.removeEventListener(`webglcontextcreationerror`,tt,!1),We.dispose(),Be.dispose(),Ve.dispose(),Ne.dispose(),Me.dispose(),Pe.dispose(),Le.dispose(),Ie.dispose(),Ye.dispose(),Xe.dispose(),Re.dispose(),Qe.dispose(),Qe.removeEventListener(`sessionstart`,ct),Qe.removeEventListener(`sessionend`,lt),ut.stop()};function $e(e){e.preventDefault(),p_(`WebGLRenderer: Context Lost.`),E=!0}function et(){p_(`WebGLRenderer: Context Restored.`),E=!1;let e=je.autoReset,t=Ue.enabled,n=Ue.autoUpdate,r=Ue.needsUpdate,i=Ue.type;Ze(),je.autoReset=e,Ue.enabled=t,Ue.autoUpdate=n,Ue.needsUpdate=r,Ue.type=i}function tt(e){g_(`WebGLRenderer: A WebGL context could not be created. Reason: `,e.statusMessage)}function nt(e){let t=e.target;t.removeEventListener(`dispose`,nt),rt(t)}function rt(e){it(e),Me.remove(e)}function it(e){let t=Me.get(e).programs;t!==void 0&&(t.forEach(function(e){Re.releaseProgram(e)}),e.isShaderMaterial&&Re.releaseShaderCache(e))}this.renderBufferDirect=function(e,t,n,r,i,a){t===null&&(t=Te);let o=i.isMesh&&i.matrixWorld.determinantAffine()<0,s=bt(e,t,n,r,i);M.setMaterial(r,o);let c=n.index,l=1;if(r.wireframe===!0){if(c=Ie.getWireframeAttribute(n),c===void 0)return;l=2}let u=n.drawRange,d=n.attributes.position,f=u.start*l,p=(u.start+u.count)*l;a!==null&&(f=Math.max(f,a.start*l),p=Math.min(p,(a.start+a.count)*l)),c===null?d!=null&&(f=Math.max(f,0),p=Math.min(p,d.count)):(f=Math.max(f,0),p=Math.min(p,c.count));let m=p-f;if(m<0||m===1/0)return;Ye.setup(i,r,s,n,c);let h,g=Ke;if(c!==null&&(h=Fe.get(c),g=qe,g.setIndex(h)),i.isMesh)r.wireframe===!0?(M.setLineWidth(r.wireframeLinewidth*De()),g.setMode(j.LINES)):g.setMode(j.TRIANGLES);else if(i.isLine){let e=r.linewidth;e===void 0&&(e=1),M.setLineWidth(e*De()),i.isLineSegments?g.setMode(j.LINES):i.isLineLoop?g.setMode(j.LINE_LOOP):g.setMode(j.LINE_STRIP)}else i.isPoints?g.setMode(j.POINTS):i.isSprite&&g.setMode(j.TRIANGLES);if(i.isBatchedMesh){if(ke.get(`WEBGL_multi_draw`))g.renderMultiDraw(i._multiDrawStarts,i._multiDrawCounts,i._multiDrawCount);else{let e=i._multiDrawStarts,t=i._multiDrawCounts,n=i._multiDrawCount,a=c?Fe.get(c).bytesPerElement:1,o=Me.get(r).currentProgram.getUniforms();for(let r=0;r<n;r++)o.setValue(j,`_gl_DrawID`,r),g.render(e[r]/a,t[r])}}else if(i.isInstancedMesh)g.renderInstances(f,m,i.count);else if(n.isInstancedBufferGeometry){let e=n._maxInstanceCount===void 0?1/0:n._maxInstanceCount,t=Math.min(n.instanceCount,e);g.renderInstances(f,m,t)}else g.render(f,m)};function at(e,t,n,r){D!==null&&e.isNodeMaterial&&D.setObject(r,e),xe===!0&&He.setState(e,n,!1),e.transparent===!0&&e.side===2&&e.forceSinglePass===!1?(e.side=1,e.needsUpdate=!0,_t(e,t,r),e.side=0,e.needsUpdate=!0,_t(e,t,r),e.side=2):_t(e,t,r)}this.compile=function(e,t,n=null){n===null&&(n=e),D!==null&&D.renderStart(e,t,n),x=Ve.get(n),x.init(t),C.push(x),n.traverseVisible(function(e){e.isLight&&e.layers.test(t.layers)&&(x.pushLight(e),e.castShadow&&x.pushShadow(e))}),e!==n&&e.traverseVisible(function(e){e.isLight&&e.layers.test(t.layers)&&(x.pushLight(e),e.castShadow&&x.pushShadow(e))}),x.setupLights(),D!==null&&D.updateLights(x.state.lightsArray),Se=this.localClippingEnabled,xe=He.init(this.clippingPlanes,Se),xe===!0&&He.setGlobalState(this.clippingPlanes,t),D!==null&&Ue.render(x.state.shadowsArray,n,t);let r=new Set;return e.traverse(function(e){if(!(e.isMesh||e.isPoints||e.isLine||e.isSprite))return;let i=e.material;if(i){if(Array.isArray(i))for(let a=0;a<i.length;a++){let o=i[a];at(o,n,t,e),r.add(o)}else at(i,n,t,e),r.add(i)}}),x=C.pop(),D!==null&&D.renderEnd(),r},this.compileAsync=function(e,t,n=null){let r=this.compile(e,t,n);return new Promise(t=>{function n(){r.forEach(function(e){let t=Me.get(e).currentProgram;(t===void 0||t.isReady())&&r.delete(e)}),r.size===0?t(e):setTimeout(n,10)}ke.get(`KHR_parallel_shader_compile`)===null?setTimeout(n,10):n()})};let ot=null;function st(e){ot&&ot(e)}function ct(){ut.stop()}function lt(){ut.start()}let ut=new eS;ut.setAnimationLoop(st),typeof self<`u`&&ut.setContext(self),this.setAnimationLoop=function(e){ot=e,Qe.setAnimationLoop(e),e===null?ut.stop():ut.start()},Qe.addEventListener(`sessionstart`,ct),Qe.addEventListener(`sessionend`,lt),this.render=function(e,t){if(t!==void 0&&t.isCamera!==!0){g_(`WebGLRenderer.render: camera is not an instance of THREE.Camera.`);return}if(E===!0)return;D!==null&&D.renderStart(e,t);let n=Qe.enabled===!0&&Qe.isPresenting===!0,r=w!==null&&(re===null||n)&&w.begin(T,re);if(e.matrixWorldAutoUpdate===!0&&e.updateMatrixWorld(),t.parent===null&&t.matrixWorldAutoUpdate===!0&&t.updateMatrixWorld(),Qe.enabled===!0&&Qe.isPresenting===!0&&(w===null||w.isCompositing()===!1)&&(Qe.cameraAutoUpdate===!0&&Qe.updateCamera(t),t=Qe.getCamera()),e.isScene===!0&&e.onBeforeRender(T,e,t,re),x=Ve.get(e,C.length),x.init(t),x.state.textureUnits=Ne.getTextureUnits(),C.push(x),Ce.multiplyMatrices(t.projectionMatrix,t.matrixWorldInverse),t.isArrayCamera?be.setFromArrayCamera(t):ye.setFromProjectionMatrix(Ce,s_,t.reversedDepth),Se=this.localClippingEnabled,xe=He.init(this.clippingPlanes,Se),b=Be.get(e,S.length),b.init(),S.push(b),this.info.render.frame++,Qe.enabled===!0&&Qe.isPresenting===!0){let e=T.xr.getDepthSensingMesh();e!==null&&dt(e,t,-1/0,T.sortObjects)}dt(e,t,0,T.sortObjects),b.finish(),D!==null&&D.updateLights(x.state.lightsArray),T.sortObjects===!0&&b.sort(me,he),Ee=Qe.enabled===!1||Qe.isPresenting===!1||Qe.hasDepthSensing()===!1,Ee&&We.addToRenderList(b,e),this.info.autoReset===!0&&this.info.reset(),xe===!0&&He.beginShadows();let i=x.state.shadowsArray;if(Ue.render(i,e,t),xe===!0&&He.endShadows(),(r&&w.hasRenderPass())===!1){let n=b.opaque,r=b.transmissive;if(x.setupLights(),t.isArrayCamera){let i=t.cameras;if(r.length>0)for(let t=0,a=i.length;t<a;t++){let a=i[t];pt(n,r,e,a)}Ee&&We.render(e);for(let t=0,n=i.length;t<n;t++){let n=i[t];ft(b,e,n,n.viewport)}}else r.length>0&&pt(n,r,e,t),Ee&&We.render(e),ft(b,e,t)}re!==null&&ne===0&&(Ne.updateMultisampleRenderTarget(re),Ne.updateRenderTargetMipmap(re)),r&&w.end(T),e.isScene===!0&&e.onAfterRender(T,e,t),Ye.resetDefaultState(),ie=-1,ae=null,C.pop(),C.length>0?(x=C[C.length-1],Ne.setTextureUnits(x.state.textureUnits),xe===!0&&He.setGlobalState(T.clippingPlanes,x.state.camera)):x=null,S.pop(),b=S.length>0?S[S.length-1]:null,D!==null&&D.renderEnd()};function dt(e,t,n,r){if(e.visible===!1)return;if(e.layers.test(t.layers)){if(e.isGroup)n=e.renderOrder;else if(e.isLOD)e.autoUpdate===!0&&e.update(t);else if(e.isLight)x.pushLight(e),e.castShadow&&x.pushShadow(e);else if(e.isSprite){let i=t.isArrayCamera?be:ye;if(!e.frustumCulled||e.intersectsFrustum(i)){r&&A.setFromMatrixPosition(e.matrixWorld).applyMatrix4(Ce);let i=Le.update(e),a=e.material;a.visible&&b.push(e,i,a,n,A.z,null,t)}}else if(e.isMesh||e.isLine||e.isPoints){let i=t.isArrayCamera?be:ye;if(!e.frustumCulled||e.intersectsFrustum(i)){let i=Le.update(e),a=e.material;if(r&&(e.boundingSphere===void 0?(i.boundingSphere===null&&i.computeBoundingSphere(),A.copy(i.boundingSphere.center)):(e.boundingSphere===null&&e.computeBoundingSphere(),A.copy(e.boundingSphere.center)),A.applyMatrix4(e.matrixWorld).applyMatrix4(Ce)),Array.isArray(a)){let r=i.groups;for(let o=0,s=r.length;o<s;o++){let s=r[o],c=a[s.materialIndex];c&&c.visible&&b.push(e,i,c,n,A.z,s,t)}}else a.visible&&b.push(e,i,a,n,A.z,null,t)}}}let i=e.children;for(let e=0,a=i.length;e<a;e++)dt(i[e],t,n,r)}function ft(e,t,n,r){let{opaque:i,transmissive:a,transparent:o}=e;x.setupLightsView(n),xe===!0&&He.setGlobalState(T.clippingPlanes,n),r&&M.viewport(oe.copy(r)),i.length>0&&mt(i,t,n),a.length>0&&mt(a,t,n),o.length>0&&mt(o,t,n),M.buffers.depth.setTest(!0),M.buffers.depth.setMask(!0),M.buffers.color.setMask(!0),M.setPolygonOffset(!1)}function pt(e,t,n,r){if((n.isScene===!0?n.overrideMaterial:null)!==null)return;if(x.state.transmissionRenderTarget[r.id]===void 0){let e=ke.has(`EXT_color_buffer_half_float`)||ke.has(`EXT_color_buffer_float`);x.state.transmissionRenderTarget[r.id]=new ev(1,1,{generateMipmaps:!0,type:e?Yh:Hh,minFilter:Vh,samples:Math.max(4,Ae.samples),stencilBuffer:i,resolveDepthBuffer:!1,resolveStencilBuffer:!1,storeMultisampledDepthBuffer:!1,storeMultisampledStencilBuffer:!1,colorSpace:V_.workingColorSpace})}let a=x.state.transmissionRenderTarget[r.id],o=r.viewport||oe;a.setSize(o.z*T.transmissionResolutionScale,o.w*T.transmissionResolutionScale);let s=T.getRenderTarget(),c=T.getActiveCubeFace(),l=T.getActiveMipmapLevel();T.setRenderTarget(a),T.getClearColor(le),ue=T.getClearAlpha(),ue<1&&T.setClearColor(16777215,.5),T.clear(),Ee&&We.render(n);let u=T.toneMapping;T.toneMapping=0;let d=r.viewport;if(r.viewport!==void 0&&(r.viewport=void 0),x.setupLightsView(r),xe===!0&&He.setGlobalState(T.clippingPlanes,r),mt(e,n,r),Ne.updateMultisampleRenderTarget(a),Ne.updateRenderTargetMipmap(a),ke.has(`WEBGL_multisampled_render_to_texture`)===!1){let e=!1;for(let i=0,a=t.length;i<a;i++){let{object:a,geometry:o,material:s,group:c}=t[i];if(s.side===2&&a.layers.test(r.layers)){let t=s.side;s.side=1,s.needsUpdate=!0,ht(a,n,r,o,s,c),s.side=t,s.needsUpdate=!0,e=!0}}e===!0&&(Ne.updateMultisampleRenderTarget(a),Ne.updateRenderTargetMipmap(a))}T.setRenderTarget(s,c,l),T.setClearColor(le,ue),d!==void 0&&(r.viewport=d),T.toneMapping=u}function mt(e,t,n){let r=t.isScene===!0?t.overrideMaterial:null;for(let i=0,a=e.length;i<a;i++){let a=e[i],{object:o,geometry:s,group:c}=a,l=a.material;l.allowOverride===!0&&r!==null&&(l=r),o.layers.test(n.layers)&&ht(o,t,n,s,l,c)}}function ht(e,t,n,r,i,a){D!==null&&i.isNodeMaterial&&D.setObject(e,i),e.onBeforeRender(T,t,n,r,i,a),e.modelViewMatrix.multiplyMatrices(n.matrixWorldInverse,e.matrixWorld),e.normalMatrix.getNormalMatrix(e.modelViewMatrix),i.onBeforeRender(T,t,n,r,e,a),i.transparent===!0&&i.side===2&&i.forceSinglePass===!1?(i.side=1,i.needsUpdate=!0,T.renderBufferDirect(n,t,r,i,e,a),i.side=0,i.needsUpdate=!0,T.renderBufferDirect(n,t,r,i,e,a),i.side=2):T.renderBufferDirect(n,t,r,i,e,a),e.onAfterRender(T,t,n,r,i,a)}function gt(e){let t=0;for(let n of e)n.texture!==null&&t++;return t}function _t(e,t,n){t.isScene!==!0&&(t=Te);let r=Me.get(e),i=x.state.lights,a=x.state.shadowsArray,o=i.state.version,s=Re.getParameters(e,i.state,a,t,n,x.state.lightProbeGridArray),c=Re.getProgramCacheKey(s),l=r.programs;r.environment=e.isMeshStandardMaterial||e.isMeshLambertMaterial||e.isMeshPhongMaterial?t.environment:null,r.fog=t.fog;let u=e.isMeshStandardMaterial||e.isMeshLambertMaterial&&!e.envMap||e.isMeshPhongMaterial&&!e.envMap;r.envMap=Pe.get(e.envMap||r.environment,u),r.envMapRotation=r.environment!==null&&e.envMap===null?t.environmentRotation:e.envMapRotation,l===void 0&&(e.addEventListener(`dispose`,nt),l=new Map,r.programs=l,r.programVariants=new Map);let d=l.get(c);if(d!==void 0){if(r.currentProgram===d&&r.lightsStateVersion===o)return yt(e,s),d}else s.uniforms=Re.getUniforms(e),D!==null&&e.isNodeMaterial&&D.build(e,n,s),e.onBeforeCompile(s,T),d=Re.acquireProgram(s,c),l.set(c,d),r.uniforms=s.uniforms;let f=r.uniforms;return(!e.isShaderMaterial&&!e.isRawShaderMaterial||e.clipping===!0)&&(f.clippingPlanes=He.uniform),yt(e,s),r.needsLights=St(e),r.lightsStateVersion=o,r.needsLights&&(f.ambientLightColor.value=i.state.ambient,f.lightProbe.value=i.state.probe,f.sunLights.value=i.state.sun,f.sunLightShadows.value=i.state.sunShadow,f.directionalLights.value=i.state.directional,f.directionalLightShadows.value=i.state.directionalShadow,f.spotLights.value=i.state.spot,f.spotLightShadows.value=i.state.spotShadow,f.rectAreaLights.value=i.state.rectArea,f.ltc_1.value=i.state.rectAreaLTC1,f.ltc_2.value=i.state.rectAreaLTC2,f.pointLights.value=i.state.point,f.pointLightShadows.value=i.state.pointShadow,f.hemisphereLights.value=i.state.hemi,f.sunShadowMatrix.value=i.state.sunShadowMatrix,f.sunShadowCascade.value=i.state.sunShadowCascade,f.directionalShadowMatrix.value=i.state.directionalShadowMatrix,f.spotLightMatrix.value=i.state.spotLightMatrix,f.spotLightMap.value=i.state.spotLightMap,f.pointShadowMatrix.value=i.state.pointShadowMatrix),r.numLightProbeGrids=gt(x.state.lightProbeGridArray),r.currentProgram=d,r.uniformsList=null,d}function vt(e,t,n,r,i){let a=Me.get(e),o=a.currentProgram.id+`,`+r+`,`+i,s=a.programVariants.get(o);return s===void 0?(s=_t(e,t,n),a.programVariants.set(o,s)):(a.currentProgram=s,a.uniformsList=null,a.outputColorSpace=r,a.toneMapping=i),s}function N(e){if(e.uniformsList===null){let t=e.currentProgram.getUniforms();e.uniformsList=KC.seqWithValue(t.seq,e.uniforms)}return e.uniformsList}function yt(e,t){let n=Me.get(e);n.outputColorSpace=t.outputColorSpace,n.batching=t.batching,n.batchingColor=t.batchingColor,n.instancing=t.instancing,n.instancingColor=t.instancingColor,n.instancingMorph=t.instancingMorph,n.skinning=t.skinning,n.morphTargets=t.morphTargets,n.morphNormals=t.morphNormals,n.morphColors=t.morphColors,n.morphTargetsCount=t.morphTargetsCount,n.numClippingPlanes=t.numClippingPlanes,n.numIntersection=t.numClipIntersection,n.vertexAlphas=t.vertexAlphas,n.vertexTangents=t.vertexTangents,n.toneMapping=t.toneMapping}function bt(e,t,n,r,i){t.isScene!==!0&&(t=Te),Ne.resetTextureUnits();let a=t.fog,o=r.isMeshStandardMaterial||r.isMeshLambertMaterial||r.isMeshPhongMaterial?t.environment:null,s=re===null?T.outputColorSpace:re.isXRRenderTarget===!0?re.texture.colorSpace:V_.workingColorSpace,c=r.isMeshStandardMaterial||r.isMeshLambertMaterial&&!r.envMap||r.isMeshPhongMaterial&&!r.envMap,l=Pe.get(r.envMap||o,c),u=r.vertexColors===!0&&!!n.attributes.color&&n.attributes.color.itemSize===4,d=!!n.attributes.tangent&&(!!r.normalMap||r.anisotropy>0),f=!!n.morphAttributes.position,p=!!n.morphAttributes.normal,m=!!n.morphAttributes.color,h=0;r.toneMapped&&(re===null||re.isXRRenderTarget===!0)&&(h=T.toneMapping);let g=n.morphAttributes.position||n.morphAttributes.normal||n.morphAttributes.color,_=g===void 0?0:g.length,v=Me.get(r),b=x.state.lights;if(xe===!0&&(Se===!0||e!==ae)){let t=e===ae&&r.id===ie;He.setState(r,e,t)}let S=!1,C=!1;r.version===v.__version?v.needsLights&&v.lightsStateVersion!==b.state.version||i.isBatchedMesh&&v.batching===!1||!i.isBatchedMesh&&v.batching===!0||i.isBatchedMesh&&v.batchingColor===!0&&i._colorsTexture===null||i.isBatchedMesh&&v.batchingColor===!1&&i._colorsTexture!==null||i.isInstancedMesh&&v.instancing===!1||!i.isInstancedMesh&&v.instancing===!0||i.isSkinnedMesh&&v.skinning===!1||!i.isSkinnedMesh&&v.skinning===!0||i.isInstancedMesh&&v.instancingColor===!0&&i.instanceColor===null||i.isInstancedMesh&&v.instancingColor===!1&&i.instanceColor!==null||i.isInstancedMesh&&v.instancingMorph===!0&&i.morphTexture===null||i.isInstancedMesh&&v.instancingMorph===!1&&i.morphTexture!==null?S=!0:v.envMap===l?r.fog===!0&&v.fog!==a||v.numClippingPlanes!==void 0&&(v.numClippingPlanes!==He.numPlanes||v.numIntersection!==He.numIntersection)?S=!0:v.vertexAlphas===u&&v.vertexTangents===d&&v.morphTargets===f&&v.morphNormals===p&&v.morphColors===m&&v.morphTargetsCount===_&&v.numLightProbeGrids===gt(x.state.lightProbeGridArray)?(v.outputColorSpace!==s||v.toneMapping!==h)&&(C=!0):S=!0:S=!0:(S=!0,v.__version=r.version);let w=v.currentProgram;(S===!0||C===!0)&&(w=C===!0?vt(r,t,i,s,h):_t(r,t,i),D&&r.isNodeMaterial&&D.onUpdateProgram(r,w,v));let E=!1,O=!1,ee=!1,k=w.getUniforms(),te=v.uniforms;if(M.useProgram(w.program)&&(E=!0,O=!0,ee=!0),r.id!==ie&&(ie=r.id,O=!0),E||ae!==e){M.buffers.depth.getReversed()&&e.reversedDepth!==!0&&(e._reversedDepth=!0,e.updateProjectionMatrix()),k.setValue(j,`projectionMatrix`,e.projectionMatrix),k.setValue(j,`viewMatrix`,e.matrixWorldInverse);let t=k.map.cameraPosition;t!==void 0&&t.setValue(j,we.setFromMatrixPosition(e.matrixWorld)),Ae.logarithmicDepthBuffer&&k.setValue(j,`logDepthBufFC`,2/(Math.log(e.far+1)/Math.LN2)),(r.isMeshPhongMaterial||r.isMeshToonMaterial||r.isMeshLambertMaterial||r.isMeshBasicMaterial||r.isMeshStandardMaterial||r.isShaderMaterial)&&k.setValue(j,`isOrthographic`,e.isOrthographicCamera===!0),ae!==e&&(ae=e,O=!0,ee=!0)}if(v.needsLights&&(b.state.sunShadowMap.length>0&&k.setValue(j,`sunShadowMap`,b.state.sunShadowMap,Ne),b.state.directionalShadowMap.length>0&&k.setValue(j,`directionalShadowMap`,b.state.directionalShadowMap,Ne),b.state.spotShadowMap.length>0&&k.setValue(j,`spotShadowMap`,b.state.spotShadowMap,Ne),b.state.pointShadowMap.length>0&&k.setValue(j,`pointShadowMap`,b.state.pointShadowMap,Ne)),i.isSkinnedMesh){k.setOptional(j,i,`bindMatrix`),k.setOptional(j,i,`bindMatrixInverse`);let e=i.skeleton;e&&(e.boneTexture===null&&e.computeBoneTexture(),k.setValue(j,`boneTexture`,e.boneTexture,Ne))}i.isBatchedMesh&&(k.setOptional(j,i,`batchingTexture`),k.setValue(j,`batchingTexture`,i._matricesTexture,Ne),k.setOptional(j,i,`batchingIdTexture`),k.setValue(j,`batchingIdTexture`,i._indirectTexture,Ne),k.setOptional(j,i,`batchingColorTexture`),i._colorsTexture!==null&&k.setValue(j,`batchingColorTexture`,i._colorsTexture,Ne));let ne=n.morphAttributes;if((ne.position!==void 0||ne.normal!==void 0||ne.color!==void 0)&&Ge.update(i,n,w),(O||v.receiveShadow!==i.receiveShadow)&&(v.receiveShadow=i.receiveShadow,k.setValue(j,`receiveShadow`,i.receiveShadow)),(r.isMeshStandardMaterial||r.isMeshLambertMaterial||r.isMeshPhongMaterial)&&r.envMap===null&&t.environment!==null&&(te.envMapIntensity.value=t.environmentIntensity),te.dfgLUT!==void 0&&(te.dfgLUT.value=lT()),O){if(k.setValue(j,`toneMappingExposure`,T.toneMappingExposure),v.needsLights&&xt(te,ee),a&&r.fog===!0&&ze.refreshFogUniforms(te,a),ze.refreshMaterialUniforms(te,r,pe,fe,x.state.transmissionRenderTarget[e.id]),v.needsLights&&v.numLightProbeGrids>0){let e=y,t=0;for(let n of x.state.lightProbeGridArray)n.texture!==null&&(e.textures[t]=n.texture,e.min[t]=n.boundingBox.min,e.max[t]=n.boundingBox.max,e.resolution[t]=n.resolution,t++);for(let n in e)e[n].length=t;te.probesSH.value=e.textures,te.probesMin.value=e.min,te.probesMax.value=e.max,te.probesResolution.value=e.resolution}KC.upload(j,N(v),te,Ne)}if(r.isShaderMaterial&&r.uniformsNeedUpdate===!0&&(KC.upload(j,N(v),te,Ne),r.uniformsNeedUpdate=!1),r.isSpriteMaterial&&k.setValue(j,`center`,i.center),k.setValue(j,`modelViewMatrix`,i.modelViewMatrix),k.setValue(j,`normalMatrix`,i.normalMatrix),k.setValue(j,`modelMatrix`,i.matrixWorld),r.uniformsGroups!==void 0){let e=r.uniformsGroups;for(let t=0,n=e.length;t<n;t++){let n=e[t];Xe.update(n,w),Xe.bind(n,w)}}return w}function xt(e,t){e.ambientLightColor.needsUpdate=t,e.lightProbe.needsUpdate=t,e.sunLights.needsUpdate=t,e.sunLightShadows.needsUpdate=t,e.directionalLights.needsUpdate=t,e.directionalLightShadows.needsUpdate=t,e.pointLights.needsUpdate=t,e.pointLightShadows.needsUpdate=t,e.spotLights.needsUpdate=t,e.spotLightShadows.needsUpdate=t,e.rectAreaLights.needsUpdate=t,e.hemisphereLights.needsUpdate=t}function St(e){return e.isMeshLambertMaterial||e.isMeshToonMaterial||e.isMeshPhongMaterial||e.isMeshStandardMaterial||e.isShadowMaterial||e.isShaderMaterial&&e.lights===!0}this.getActiveCubeFace=function(){return te},this.getActiveMipmapLevel=function(){return ne},this.getRenderTarget=function(){return re},this.setRenderTargetTextures=function(e,t,n){let r=Me.get(e);r.__autoAllocateDepthBuffer=e.resolveDepthBuffer===!1,r.__autoAllocateDepthBuffer===!1&&(r.__useRenderToTexture=!1),Me.get(e.texture).__webglTexture=t,Me.get(e.depthTexture).__webglTexture=r.__autoAllocateDepthBuffer?void 0:n,r.__hasExternalTextures=!0},this.setRenderTargetFramebuffer=function(e,t){let n=Me.get(e);n.__webglFramebuffer=t,n.__useDefaultFramebuffer=t===void 0},this.setRenderTarget=function(e,t=0,n=0){re=e,te=t,ne=n;let r=null,i=!1,a=!1;if(e){let o=Me.get(e);if(o.__useDefaultFramebuffer!==void 0){M.bindFramebuffer(j.FRAMEBUFFER,o.__webglFramebuffer),oe.copy(e.viewport),se.copy(e.scissor),ce=e.scissorTest,M.viewport(oe),M.scissor(se),M.setScissorTest(ce),ie=-1;return}if(o.__webglFramebuffer===void 0)Ne.setupRenderTarget(e);else if(o.__hasExternalTextures)Ne.rebindTextures(e,Me.get(e.texture).__webglTexture,Me.get(e.depthTexture).__webglTexture);else if(e.depthBuffer){let t=e.depthTexture;if(o.__boundDepthTexture!==t){if(t!==null&&Me.has(t)&&(e.width!==t.image.width||e.height!==t.image.height))throw Error(`THREE.WebGLRenderer: Attached DepthTexture is initialized to the incorrect size.`);Ne.setupDepthRenderbuffer(e)}}let s=e.texture;(s.isData3DTexture||s.isDataArrayTexture||s.isCompressedArrayTexture)&&(a=!0);let c=Me.get(e).__webglFramebuffer;e.isWebGLCubeRenderTarget?(r=Array.isArray(c[t])?c[t][n]:c[t],i=!0):r=e.samples>0&&Ne.useMultisampledRTT(e)===!1?Me.get(e).__webglMultisampledFramebuffer:Array.isArray(c)?c[n]:c,oe.copy(e.viewport),se.copy(e.scissor),ce=e.scissorTest}else oe.copy(ge).multiplyScalar(pe).floor(),se.copy(_e).multiplyScalar(pe).floor(),ce=ve;if(n!==0&&(r=O),M.bindFramebuffer(j.FRAMEBUFFER,r)&&M.drawBuffers(e,r),M.viewport(oe),M.scissor(se),M.setScissorTest(ce),i){let r=Me.get(e.texture);j.framebufferTexture2D(j.FRAMEBUFFER,j.COLOR_ATTACHMENT0,j.TEXTURE_CUBE_MAP_POSITIVE_X+t,r.__webglTexture,n)}else if(a){let r=t;for(let t=0;t<e.textures.length;t++){let i=Me.get(e.textures[t]);j.framebufferTextureLayer(j.FRAMEBUFFER,j.COLOR_ATTACHMENT0+t,i.__webglTexture,n,r)}}else if(e!==null&&n!==0){let t=Me.get(e.texture);j.framebufferTexture2D(j.FRAMEBUFFER,j.COLOR_ATTACHMENT0,j.TEXTURE_2D,t.__webglTexture,n)}ie=-1};function Ct(e){let t=Me.get(e);return(t.__readFormat!==e.format||t.__readType!==e.type)&&(t.__readFormat=e.format,t.__readType=e.type,t.__formatReadable=Ae.textureFormatReadable(e.format),t.__typeReadable=Ae.textureTypeReadable(e.type)),t}this.readRenderTargetPixels=function(e,t,n,r,i,a,o,s=0){if(!(e&&e.isWebGLRenderTarget)){g_(`WebGLRenderer.readRenderTargetPixels: renderTarget is not THREE.WebGLRenderTarget.`);return}let c=Me.get(e).__webglFramebuffer;if(e.isWebGLCubeRenderTarget&&o!==void 0&&(c=c[o],Array.isArray(c)&&(c=c[0])),c){M.bindFramebuffer(j.FRAMEBUFFER,c);try{let o=e.textures[s],c=o.format,l=o.type;e.textures.length>1&&j.readBuffer(j.COLOR_ATTACHMENT0+s);let u=Ct(o);if(u.__formatReadable===!1){g_(`WebGLRenderer.readRenderTargetPixels: renderTarget is not in RGBA or implementation defined format.`);return}if(u.__typeReadable===!1){g_(`WebGLRenderer.readRenderTargetPixels: renderTarget is not in UnsignedByteType or implementation defined type.`);return}t>=0&&t<=e.width-r&&n>=0&&n<=e.height-i&&j.readPixels(t,n,r,i,Je.convert(c),Je.convert(l),a)}finally{let e=re===null?null:Me.get(re).__webglFramebuffer;M.bindFramebuffer(j.FRAMEBUFFER,e)}}},this.readRenderTargetPixelsAsync=async function(e,t,n,r,i,a,o,s=0){if(!(e&&e.isWebGLRenderTarget))throw Error(`THREE.WebGLRenderer.readRenderTargetPixels: renderTarget is not THREE.WebGLRenderTarget.`);let c=Me.get(e).__webglFramebuffer;if(e.isWebGLCubeRenderTarget&&o!==void 0&&(c=c[o],Array.isArray(c)&&(c=c[0])),c){if(t>=0&&t<=e.width-r&&n>=0&&n<=e.height-i){M.bindFramebuffer(j.FRAMEBUFFER,c);let o=e.textures[s],l=o.format,u=o.type;e.textures.length>1&&j.readBuffer(j.COLOR_ATTACHMENT0+s);let d=Ct(o);if(d.__formatReadable===!1)throw Error(`THREE.WebGLRenderer.readRenderTargetPixelsAsync: renderTarget is not in RGBA or implementation defined format.`);if(d.__typeReadable===!1)throw Error(`THREE.WebGLRenderer.readRenderTargetPixelsAsync: renderTarget is not in UnsignedByteType or implementation defined type.`);let f=j.createBuffer();j.bindBuffer(j.PIXEL_PACK_BUFFER,f),j.bufferData(j.PIXEL_PACK_BUFFER,a.byteLength,j.STREAM_READ),j.readPixels(t,n,r,i,Je.convert(l),Je.convert(u),0),j.bindBuffer(j.PIXEL_PACK_BUFFER,null);let p=re===null?null:Me.get(re).__webglFramebuffer;M.bindFramebuffer(j.FRAMEBUFFER,p);let m=j.fenceSync(j.SYNC_GPU_COMMANDS_COMPLETE,0);return j.flush(),await v_(j,m,4),j.bindBuffer(j.PIXEL_PACK_BUFFER,f),j.getBufferSubData(j.PIXEL_PACK_BUFFER,0,a),j.bindBuffer(j.PIXEL_PACK_BUFFER,null),j.deleteBuffer(f),j.deleteSync(m),a}throw Error(`THREE.WebGLRenderer.readRenderTargetPixelsAsync: requested read bounds are out of range.`)}},this.copyFramebufferToTexture=function(e,t=null,n=0){let r=2**-n,i=Math.floor(e.image.width*r),a=Math.floor(e.image.height*r),o=t===null?0:t.x,s=t===null?0:t.y;Ne.setTexture2D(e,0),j.copyTexSubImage2D(j.TEXTURE_2D,n,0,0,o,s,i,a),M.unbindTexture()},this.copyTextureToTexture=function(e,t,n=null,r=null,i=0,a=0){let o,s,c,l,u,d,f,p,m,h=e.isCompressedTexture?e.mipmaps[a]:e.image;if(n!==null)o=n.max.x-n.min.x,s=n.max.y-n.min.y,c=n.isBox3?n.max.z-n.min.z:1,l=n.min.x,u=n.min.y,d=n.isBox3?n.min.z:0;else{let t=2**-i;o=Math.floor(h.width*t),s=Math.floor(h.height*t),c=e.isDataArrayTexture?h.depth:e.isData3DTexture?Math.floor(h.depth*t):1,l=0,u=0,d=0}r===null?(f=0,p=0,m=0):(f=r.x,p=r.y,m=r.z);let g=Je.convert(t.format),_=Je.convert(t.type),v;t.isData3DTexture?(Ne.setTexture3D(t,0),v=j.TEXTURE_3D):t.isDataArrayTexture||t.isCompressedArrayTexture?(Ne.setTexture2DArray(t,0),v=j.TEXTURE_2D_ARRAY):(Ne.setTexture2D(t,0),v=j.TEXTURE_2D),M.activeTexture(j.TEXTURE0),M.pixelStorei(j.UNPACK_FLIP_Y_WEBGL,t.flipY),M.pixelStorei(j.UNPACK_PREMULTIPLY_ALPHA_WEBGL,t.premultiplyAlpha),M.pixelStorei(j.UNPACK_ALIGNMENT,t.unpackAlignment);let y=M.getParameter(j.UNPACK_ROW_LENGTH),b=M.getParameter(j.UNPACK_IMAGE_HEIGHT),x=M.getParameter(j.UNPACK_SKIP_PIXELS),S=M.getParameter(j.UNPACK_SKIP_ROWS),C=M.getParameter(j.UNPACK_SKIP_IMAGES);M.pixelStorei(j.UNPACK_ROW_LENGTH,h.width),M.pixelStorei(j.UNPACK_IMAGE_HEIGHT,h.height),M.pixelStorei(j.UNPACK_SKIP_PIXELS,l),M.pixelStorei(j.UNPACK_SKIP_ROWS,u),M.pixelStorei(j.UNPACK_SKIP_IMAGES,d);let w=e.isDataArrayTexture||e.isData3DTexture,T=t.isDataArrayTexture||t.isData3DTexture;if(e.isDepthTexture){let n=Me.get(e),r=Me.get(t),h=Me.get(n.__renderTarget),g=Me.get(r.__renderTarget);M.bindFramebuffer(j.READ_FRAMEBUFFER,h.__webglFramebuffer),M.bindFramebuffer(j.DRAW_FRAMEBUFFER,g.__webglFramebuffer);for(let n=0;n<c;n++)w&&(j.framebufferTextureLayer(j.READ_FRAMEBUFFER,j.COLOR_ATTACHMENT0,Me.get(e).__webglTexture,i,d+n),j.framebufferTextureLayer(j.DRAW_FRAMEBUFFER,j.COLOR_ATTACHMENT0,Me.get(t).__webglTexture,a,m+n)),j.blitFramebuffer(l,u,l+o,u+s,f,p,f+o,p+s,j.DEPTH_BUFFER_BIT,j.NEAREST);M.bindFramebuffer(j.READ_FRAMEBUFFER,null),M.bindFramebuffer(j.DRAW_FRAMEBUFFER,null)}else if(i!==0||e.isRenderTargetTexture||Me.has(e)){let n=Me.get(e),r=Me.get(t);M.bindFramebuffer(j.READ_FRAMEBUFFER,ee),M.bindFramebuffer(j.DRAW_FRAMEBUFFER,k);for(let e=0;e<c;e++)w?j.framebufferTextureLayer(j.READ_FRAMEBUFFER,j.COLOR_ATTACHMENT0,n.__webglTexture,i,d+e):j.framebufferTexture2D(j.READ_FRAMEBUFFER,j.COLOR_ATTACHMENT0,j.TEXTURE_2D,n.__webglTexture,i),T?j.framebufferTextureLayer(j.DRAW_FRAMEBUFFER,j.COLOR_ATTACHMENT0,r.__webglTexture,a,m+e):j.framebufferTexture2D(j.DRAW_FRAMEBUFFER,j.COLOR_ATTACHMENT0,j.TEXTURE_2D,r.__webglTexture,a),i===0?T?j.copyTexSubImage3D(v,a,f,p,m+e,l,u,o,s):j.copyTexSubImage2D(v,a,f,p,l,u,o,s):j.blitFramebuffer(l,u,l+o,u+s,f,p,f+o,p+s,j.COLOR_BUFFER_BIT,j.NEAREST);M.bindFramebuffer(j.READ_FRAMEBUFFER,null),M.bindFramebuffer(j.DRAW_FRAMEBUFFER,null)}else T?e.isDataTexture||e.isData3DTexture?j.texSubImage3D(v,a,f,p,m,o,s,c,g,_,h.data):t.isCompressedArrayTexture?j.compressedTexSubImage3D(v,a,f,p,m,o,s,c,g,h.data):j.texSubImage3D(v,a,f,p,m,o,s,c,g,_,h):e.isDataTexture?j.texSubImage2D(j.TEXTURE_2D,a,f,p,o,s,g,_,h.data):e.isCompressedTexture?j.compressedTexSubImage2D(j.TEXTURE_2D,a,f,p,h.width,h.height,g,h.data):j.texSubImage2D(j.TEXTURE_2D,a,f,p,o,s,g,_,h);M.pixelStorei(j.UNPACK_ROW_LENGTH,y),M.pixelStorei(j.UNPACK_IMAGE_HEIGHT,b),M.pixelStorei(j.UNPACK_SKIP_PIXELS,x),M.pixelStorei(j.UNPACK_SKIP_ROWS,S),M.pixelStorei(j.UNPACK_SKIP_IMAGES,C),a===0&&t.generateMipmaps===!0&&t.mipmapsAutoUpdate===!0&&j.generateMipmap(v),M.unbindTexture()},this.initRenderTarget=function(e){Me.get(e).__webglFramebuffer===void 0&&Ne.setupRenderTarget(e)},this.initTexture=function(e){e.isCubeTexture?Ne.setTextureCube(e,0):e.isData3DTexture?Ne.setTexture3D(e,0):e.isDataArrayTexture||e.isCompressedArrayTexture?Ne.setTexture2DArray(e,0):Ne.setTexture2D(e,0),M.unbindTexture()},this.resetState=function(){te=0,ne=0,re=null,M.reset(),Ye.reset()},typeof __THREE_DEVTOOLS__<`u`&&__THREE_DEVTOOLS__.dispatchEvent(new CustomEvent(`observe`,{detail:this}))}get coordinateSystem(){return s_}get outputColorSpace(){return this._outputColorSpace}set outputColorSpace(e){this._outputColorSpace=e;let t=this.getContext();t.drawingBufferColorSpace=V_._getDrawingBufferColorSpace(e),t.unpackColorSpace=V_._getUnpackColorSpace()}},dT=`
varying vec3 towards;
varying vec3 normalInView;
void main() {
  vec4 inView = modelViewMatrix * vec4(position, 1.0);
  towards = -inView.xyz;
  normalInView = normalMatrix * normal;
  gl_Position = projectionMatrix * inView;
}`,fT=`
uniform vec3 tint;
uniform float clearness;
uniform float rim;
uniform float strength;
varying vec3 towards;
varying vec3 normalInView;
void main() {
  float facing = abs(dot(normalize(normalInView), normalize(towards)));
  float edge = pow(1.0 - facing, 2.2);
  float light = 0.62 + 0.38 * facing;
  gl_FragColor = vec4(tint * mix(light, 1.0, edge), strength * mix(clearness, rim, edge));
  #include <colorspace_fragment>
}`;function pT(e,t,n){return new Wb({vertexShader:dT,fragmentShader:fT,uniforms:{tint:{value:new Rv(e)},clearness:{value:t},rim:{value:n},strength:{value:1}},transparent:!0,depthWrite:!1,side:0})}var mT=()=>pT(15254442,.06,.62);function hT(e){return e===0?pT(15135743,.2,.75):e===-20?pT(5682409,.42,.9):pT(15113984,.75,1)}var gT=(e,t)=>pT(16777215,e,t);function _T(e,t){e.uniforms.tint.value.set(t)}function vT(e,t){if(e instanceof Wb){e.uniforms.strength.value=t;return}let n=t<.99;e.transparent!==n&&(e.needsUpdate=!0),e.transparent=n,e.depthWrite=t>.6,e.opacity=t}var yT=class{camera;target=new Q;distance=200;around=0;above=.18;#e={target:new Q,distance:200,around:0,above:.18};constructor(e){this.camera=e,e.up.set(0,0,1)}home(e,t,n){let r=t/Math.sin(this.camera.fov/2*Math.PI/180);this.#e={target:new Q(...e),distance:r,around:Math.atan2(n[1],n[0]),above:.2},this.reset()}reset(){this.target.copy(this.#e.target),this.distance=this.#e.distance,this.around=this.#e.around,this.above=this.#e.above,this.place()}turn(e,t){this.around-=e*.008,this.above=Math.min(1.5,Math.max(-1.5,this.above+t*.008)),this.place()}pan(e,t,n){let r=2*this.distance*Math.tan(this.camera.fov/2*Math.PI/180)/n,i=new Q().setFromMatrixColumn(this.camera.matrixWorld,0),a=new Q().setFromMatrixColumn(this.camera.matrixWorld,1);this.target.addScaledVector(i,-e*r).addScaledVector(a,t*r),this.place()}zoom(e){this.distance=Math.min(1500,Math.max(15,this.distance/e)),this.place()}place(){let e=Math.cos(this.above),t=new Q(e*Math.cos(this.around),e*Math.sin(this.around),Math.sin(this.above));this.camera.position.copy(this.target).addScaledVector(t,this.distance),this.camera.near=Math.max(1,this.distance/50),this.camera.far=this.distance+1500,this.camera.lookAt(this.target),this.camera.updateProjectionMatrix(),this.camera.updateMatrixWorld()}},bT=new Q(0,1,0),xT=new Q(0,0,1),ST=class{group=new jv;#e=new jv;#t;#n={shaft:new Kb({color:12174543}),active:new Kb({color:3135150,emissive:875593}),held:new Ky({color:16765286,depthTest:!1,transparent:!0}),free:new Ky({color:8384724,depthTest:!1,transparent:!0}),cross:new mb({color:16765286,depthTest:!1,transparent:!0,opacity:.9})};#r={rod:new Mb(1,1,1,18),tip:new Pb(1,14,10),ring:new Fb(1.35,.32,8,24),cross:new Py};#i=[];constructor(){let{cross:e}=this.#r;e.setAttribute(`position`,new Sy([-1,0,0,1,0,0,0,-1,0,0,1,0,0,0,-1,0,0,1],3)),this.#t=new Eb(e,this.#n.cross),this.#t.renderOrder=60,this.group.add(this.#e,this.#t)}setCrosshair(e){this.#t.position.set(...e)}setProbes(e,t,n){this.#e.clear(),this.#i=[],e.forEach((e,r)=>{let i=t[r];if(!i)return;let a=new Q(...i.tip_mm),o=new Q(...i.axis),s=new Q(...Ko(i,e.insertion_mm)),c=a.clone().addScaledVector(o,e.active_length_mm),l=s.clone().addScaledVector(o,28),u=e.diameter_mm/2;this.#e.add(this.#a(a,c,u+.05,this.#n.active),this.#a(c,l,u,this.#n.shaft));for(let t of[`tip`,`ring`]){let r=n?.name===e.name&&n.grip===t,i=new ib(this.#r[t],r?this.#n.held:this.#n.free);i.renderOrder=61,i.position.copy(t===`tip`?a:s),t===`ring`&&i.quaternion.setFromUnitVectors(xT,o),this.#i.push({mesh:i,at:i.position}),this.#e.add(i)}})}face(e,t){let n=2*Math.tan(e.fov/2*Math.PI/180)/Math.max(t,1);for(let{mesh:t,at:r}of this.#i)t.scale.setScalar(5*n*e.position.distanceTo(r));this.#t.scale.setScalar(12*n*e.position.distanceTo(this.#t.position))}dispose(){for(let e of[...Object.values(this.#n),...Object.values(this.#r)])e.dispose()}#a(e,t,n,r){let i=new ib(this.#r.rod,r),a=t.clone().sub(e);return i.position.copy(e).addScaledVector(a,.5),i.scale.set(n,a.length(),n),i.quaternion.setFromUnitVectors(bT,a.normalize()),i}},CT=2500,wT=class{camera=new Dx(32,1,5,3e3);orbit=new yT(this.camera);markers=new ST;#e;#t=new Bv;#n=new jv;#r;#i;#a=new Yx;#o=new Ax(16777215,2.1);#s=!1;#c=!1;#l={width:0,height:0,ratio:1};whenDrawn=null;constructor(e){this.#e=new uT({canvas:e,antialias:!Wo(),alpha:!1,powerPreference:`high-performance`}),this.#t.background=new Rv(725014),this.#t.add(new jx(16777215,1.1),this.#o,this.#n,this.markers.group);let t=(e,t)=>{let n=new ib(new Py,e);return n.renderOrder=t,n.frustumCulled=!1,n.visible=!1,this.#t.add(n),n};this.#r=tc.map((e,n)=>t(hT(e),20-n)),this.#i=[t(gT(.62,1),18),t(gT(.16,.8),19)]}resize(e,t,n){(this.#l.width!==e||this.#l.height!==t||this.#l.ratio!==n)&&(this.#l={width:e,height:t,ratio:n},e<1||t<1||(this.#e.setPixelRatio(n),this.#e.setSize(e,t,!1),this.camera.aspect=e/t,this.camera.updateProjectionMatrix(),this.ask()))}setAnatomy(e){for(let e of this.#n.children)e.geometry.dispose(),e.material.dispose();this.#n.clear();let t=To(e);for(let{structure:n,mesh:r}of e){let e=Wo()?Ao(r,CT):r,i=new Py;i.setAttribute(`position`,new yy(e.positions,3)),i.setAttribute(`normal`,new yy(Do(e),3)),i.setIndex(new yy(e.indices,1));let a=new ib(i,t.has(n)?mT():ET(n.kind,n.name));a.name=n.kind,a.userData.outer=t.has(n),a.renderOrder=a.userData.outer?40:0,this.#n.add(a)}this.ask()}setOpacities(e){for(let t of this.#n.children){let n=e(t.name);t.visible=n>0,vT(t.material,n),t.userData.outer||(t.renderOrder=n<.99?10:0)}this.ask()}setIce(e,t){this.#r.forEach((n,r)=>TT(n,e[r],t(tc[r]))),this.ask()}setShells(e,t){let n=ec.find(e=>e.level===t)?.colour??`#ffffff`;this.#i.forEach((t,r)=>{TT(t,e[r],!0),_T(t.material,n)}),this.ask()}pick(e,t){this.#a.setFromCamera(this.#u(e,t),this.camera);let n=[...this.#n.children.filter(e=>e.visible&&!e.userData.outer),...[...this.#r,...this.#i].filter(e=>e.visible)],r=this.#a.intersectObjects(n,!1)[0];return r?r.point.toArray():null}toPane(e){let t=new Q(...e).project(this.camera);return[(t.x+1)/2*this.#l.width,(1-t.y)/2*this.#l.height]}mmPerPx(e){let t=new Q(...e).sub(this.camera.position).dot(this.camera.getWorldDirection(new Q));return 2*Math.tan(this.camera.fov*Math.PI/360)*Math.max(t,0)/Math.max(this.#l.height,1)}directions(){let[e,t]=[new Q,new Q];return this.camera.matrixWorld.extractBasis(e,t,new Q),{right:e.toArray(),down:t.negate().toArray()}}onFacingPlane(e,t,n){this.#a.setFromCamera(this.#u(e,t),this.camera);let r=this.camera.getWorldDirection(new Q),{origin:i,direction:a}=this.#a.ray,o=new Q(...n).sub(i).dot(r)/a.dot(r);return i.clone().addScaledVector(a,o).toArray()}ask(){this.#s||this.#c||this.#l.width<1||(this.#s=!0,requestAnimationFrame(()=>{this.#s=!1,this.#c||(this.#o.position.copy(this.camera.position).add(new Q(60,40,120)),this.markers.face(this.camera,this.#l.height),this.#e.render(this.#t,this.camera),{calls:to.calls,triangles:to.triangles}=this.#e.info.render,this.whenDrawn?.())}))}dispose(){this.#c=!0,this.setAnatomy([]);for(let e of[...this.#r,...this.#i])e.geometry.dispose(),e.material.dispose();this.markers.dispose(),this.#e.dispose(),this.#e.forceContextLoss()}#u(e,t){return new M_(2*e/this.#l.width-1,1-2*t/this.#l.height)}};function TT(e,t,n){e.visible=t!==void 0&&t.indices.length>0&&n,t&&e.visible&&(e.geometry.dispose(),e.geometry=new Py,e.geometry.setAttribute(`position`,new yy(t.positions,3)),e.geometry.setAttribute(`normal`,new yy(t.normals,3)),e.geometry.setIndex(new yy(t.indices,1)))}function ET(e,t){let n=ic(rc(e,t));return e===`muscle`||e===`fat`?new Kb({color:n,side:2}):new Kb({color:n})}var DT=U(`<span class="letter left svelte-ptdir2"> </span> <span class="letter right svelte-ptdir2"> </span> <span class="letter top svelte-ptdir2"> </span> <span class="letter bottom svelte-ptdir2"> </span> <p class="bar svelte-ptdir2" title="In perspective: true at the depth of the crosshair"> <span class="svelte-ptdir2"></span></p>`,1),OT=U(`<div role="application" tabindex="0" aria-label="3D view: arrow keys turn, plus and minus zoom"><canvas aria-hidden="true"></canvas> <!></div>`);function kT(e,t){Je(t,!0);let n,r,i=P(null),a=P(``),o=P(null),s=null,c=P(0),l=P(0);ga(()=>{try{F(i,new wT(r))}catch{Qa.problem(Error(`This browser cannot draw the 3D view: WebGL2 is missing or switched off. The slices still work.`));return}return V(i).whenDrawn=()=>F(o,m(V(o))),lp.set(`3d`,e=>{if(!V(i)||V(c)<2)return null;let{left:t,top:r}=n.getBoundingClientRect(),[a,o]=V(i).toPane(e);return[t+a,r+o]}),()=>{lp.delete(`3d`),V(i)?.dispose()}});let u=Math.min(window.devicePixelRatio||1,2),d=N(()=>Wo()&&(Y.moving||Bs.drag!==null));Tn(()=>V(i)?.resize(V(c),V(l),V(d)?u*.55:u)),Tn(()=>{V(i)?.setAnatomy(Ro.meshes)}),Tn(()=>{Ro.meshes,{...X.hidden},{...X.opacity},V(i)?.setOpacities(e=>X.seen(e))}),Tn(()=>{let e={...X.isotherms},t=Y.source===`none`||Td.shown?[]:Y.surfaces;V(i)?.setIce(t,t=>e[t]!==!1)}),Tn(()=>{V(i)?.setShells(Td.shells,Td.limit)});let f=N(()=>Bs.drag?.probe.name??``),p=N(()=>Bs.drag?.grip);Tn(()=>{let e=V(f)?{name:V(f),grip:V(p)}:null;V(i)?.markers.setProbes(Z.document?.probes??[],Bs.placesIn(`3d`),e),V(i)?.ask()}),Tn(()=>{V(i)?.markers.setCrosshair(X.crosshair),V(i)?.ask()}),Tn(()=>{X.resets;let e=Ro.scene?.bounds_mm;e&&V(i)&&Sr(()=>h(e))});function m(e){if(!V(i)||!Ro.scene)return null;let{right:t,down:n}=V(i).directions(),r=V(i).mmPerPx(X.crosshair);if(!(r>0))return null;let a=Hc(Math.min(90,V(c)/3)*r),o=[za(t,-1),t,za(n,-1),n].map(zc),s=Math.round(a/r);return e&&e.mm===a&&e.px===s&&e.words.join()===o.join()?e:{mm:a,px:s,words:o}}function h(e){let t=Z.document?.probes??[],n=za([0,1,2].map(t=>e[0][t]+e[1][t]),.5),r=t[0]?.tip_mm,a=r?qa(n,r,.5):n,o=Math.max(e[1][0]-e[0][0],e[1][1]-e[0][1]),s=kc(Z.document,e),c=[-s[0]-.75*s[1],-s[1]+.75*s[0],0];V(i).orbit.home(a,Math.min(o*.4,Wa(e[0],e[1])/2),c),V(i).ask()}let g=(e,t)=>V(i)&&sp([e,t],Z.document?.probes??[],Bs.places,(e,t,n)=>V(i).toPane(n));function _(e){if(!V(i))return;let[t,r]=ap(e,n);n.setPointerCapture(e.pointerId),n.focus({preventScroll:!0});let a=e.button===0?g(t,r):null;if(s={x:t,y:r,button:e.button,moved:!1,held:a!==null,from:null},!a||(Bs.grab(a.probe,a.grip,`3d`),!Bs.drag))return;let o=a.grip===`tip`?Bs.drag.start.tip_mm:Bs.drag.ring;s.from=V(i).onFacingPlane(t,r,o)}function v(e){if(!V(i))return;let[t,r]=ap(e,n);if(!s){let e=g(t,r);F(a,cp(e),!0),e&&Bs.prepare();return}let[o,c]=[t-s.x,r-s.y];if(s.moved||op(o,c)){if(s.moved=!0,s.held){if(!s.from)return;let n=Ra(V(i).onFacingPlane(t,r,s.from),s.from);Bs.move(n,e.shiftKey,X.snap&&!e.altKey)}else s.button===0?V(i).orbit.turn(o,c):s.button===1?V(i).orbit.pan(o,c,V(l)):V(i).orbit.zoom(Math.exp(-c*.01)),s.x=t,s.y=r,V(i).ask()}}function y(e){let t=s;if(s=null,t?.held)return void Bs.release();if(!t||t.moved||t.button!==0)return;let r=V(i)?.pick(...ap(e,n));r&&(X.crosshair=r)}function b(e){e.preventDefault(),V(i)?.orbit.zoom(Math.exp(-e.deltaY*.0012)),V(i)?.ask()}function x(e){let t={ArrowLeft:[-12,0],ArrowRight:[12,0],ArrowUp:[0,-12],ArrowDown:[0,12]}[e.key];if(t)V(i)?.orbit.turn(...t);else if(e.key===`+`||e.key===`=`)V(i)?.orbit.zoom(1.2);else if(e.key===`-`)V(i)?.orbit.zoom(1/1.2);else return;e.preventDefault(),V(i)?.ask()}var S=OT();let C;var w=I(S);la(w,e=>r=e,()=>r);var T=z(w,2),E=e=>{var t=DT(),n=L(t),r=R(n,!0),i=z(n,2),a=R(i,!0),s=z(i,2),c=R(s,!0),l=z(s,2),u=R(l,!0),d=z(l,2),f=I(d),p=z(f);let m;A(d),B(()=>{G(r,V(o).words[0]),G(a,V(o).words[1]),G(c,V(o).words[2]),G(u,V(o).words[3]),G(f,`${V(o).mm??``} mm at the crosshair`),m=Di(p,``,m,{width:`${V(o).px??``}px`})}),W(e,t)};K(T,e=>{V(o)&&e(E)}),A(S),la(S,e=>n=e,()=>n),B(()=>{C=Ti(S,1,`pane svelte-ptdir2`,null,C,{handle:V(a)!==``}),J(S,`title`,V(a))}),H(`pointerdown`,S,_),H(`pointermove`,S,v),H(`pointerup`,S,y),Lr(`pointercancel`,S,()=>(s=null,Bs.drag&&Bs.cancel())),Lr(`wheel`,S,b),H(`keydown`,S,x),H(`contextmenu`,S,e=>e.preventDefault()),sa(S,`clientWidth`,e=>F(c,e)),sa(S,`clientHeight`,e=>F(l,e)),W(e,S),Ye()}Rr([`pointerdown`,`pointermove`,`pointerup`,`keydown`,`contextmenu`]);var AT=U(`<option> </option>`),jT=U(`<button title="Swap places with the 3D view" class="svelte-9arxvm">⇄</button>`),MT=U(`<div><!> <div class="head svelte-9arxvm"><select class="svelte-9arxvm"></select> <!> <button title="Reset zoom and place of this view" class="svelte-9arxvm">R</button> <button title="One view large, and back (double click)" class="svelte-9arxvm"><!></button></div></div>`),NT=U(`<div><!> <!></div>`);function PT(e,t){Je(t,!0);let n=N(()=>Dc(Ro.scene===null||Ro.nerve!==null));var r=NT();let i;var a=I(r);q(a,18,()=>X.panes,e=>e,(e,t,r)=>{var i=MT();let a;var o=I(i),s=e=>{kT(e,{})},c=e=>{pp(e,{get kind(){return t},enlarge:()=>X.enlarge(V(r))})};K(o,e=>{t===`3d`?e(s):e(c,-1)});var l=z(o,2),u=I(l);q(u,21,()=>Object.entries(V(n)),([e,t])=>e,(e,t)=>{var n=N(()=>h(V(t),2));let r=()=>V(n)[0],i=()=>V(n)[1];var a=AT(),o=R(a,!0),s={};B(()=>{G(o,i()),s!==(s=r())&&(a.value=(a.__value=s)??``)}),W(e,a)}),A(u);var d;Mi(u);var f=z(u,2),p=e=>{var i=jT();B(()=>J(i,`aria-label`,`Swap ${V(n)[t]??``} with the 3D view`)),H(`click`,i,()=>X.swapWith3d(V(r))),W(e,i)};K(f,e=>{t!==`3d`&&e(p)});var m=z(f,2),g=z(m,2),_=I(g);{let e=N(()=>X.large===V(r)?`small`:`large`);zm(_,{get name(){return V(e)}})}A(g),A(l),A(i),B(()=>{a=Ti(i,1,`cell svelte-9arxvm`,null,a,{away:X.large!==null&&X.large!==V(r)}),J(u,`aria-label`,`View ${V(r)+1}`),d!==(d=t)&&(u.value=(u.__value=d)??``,ji(u,d)),J(m,`aria-label`,`Reset ${V(n)[t]??``}`),J(g,`aria-pressed`,X.large===V(r)),J(g,`aria-label`,`${V(n)[t]??``} large`)}),H(`change`,u,e=>X.show(V(r),e.currentTarget.value)),H(`click`,m,()=>X.resetOne(t)),H(`click`,g,()=>X.enlarge(V(r))),W(e,i)});var o=z(a,2);{let e=N(()=>X.large!==null);lf(o,{get one(){return V(e)}})}A(r),B(()=>i=Ti(r,1,`panes svelte-9arxvm`,null,i,{one:X.large!==null})),W(e,r),Ye()}Rr([`change`,`click`]);var FT=U(`<span class="mark svelte-1v11kzb"> </span>`),IT=U(`<main class="bench svelte-1v11kzb"><div class="choose svelte-1v11kzb" role="group" aria-label="Panel"><button class="svelte-1v11kzb">Plan</button> <button class="svelte-1v11kzb">Results<!></button></div> <section class="panel left svelte-1v11kzb" aria-label="Plan" tabindex="0"><!> <!> <!> <!> <!> <!> <!></section> <section class="views svelte-1v11kzb" aria-label="Views"><!> <!></section> <section class="panel right svelte-1v11kzb" aria-label="Results" tabindex="0"><!> <!> <!> <!> <!></section> <section class="bottom svelte-1v11kzb" aria-label="Time and nerve"><!> <!></section></main>`);function LT(e,t){Je(t,!0);let n=N(()=>Z.document?.bands??null);Tn(()=>{As.spread,Td.open(V(n))}),Tn(()=>{As.current?.of===`spread`&&(Td.expected=!0)});let r=P(`plan`),i=N(()=>{let e=(Y.run?.findings??Z.document?.findings??[]).map(e=>e.level),t=t=>e.filter(e=>e===t).length;return[t(`stop`)?`✕ ${t(`stop`)}`:``,t(`warn`)?`▲ ${t(`warn`)}`:``].filter(Boolean).join(` `)});var a=IT(),o=I(a),s=I(o),c=z(s,2),l=z(I(c)),u=e=>{var t=FT(),n=R(t,!0);B(()=>G(n,V(i))),W(e,t)};K(l,e=>{V(i)&&e(u)}),A(c),A(o);var d=z(o,2),f=I(d);Gp(f,{});var p=z(f,2);Nm(p,{});var m=z(p,2);Lm(m,{});var h=z(m,2);Cp(h,{});var g=z(h,2);Tm(g,{});var _=z(g,2);Th(_,{}),Md(z(_,2),{}),A(d);var v=z(d,2),y=I(v),b=e=>{gp(e,{})},x=e=>{PT(e,{})};K(y,e=>{$o.run?e(b):e(x,-1)}),Zp(z(y,2),{}),A(v);var S=z(v,2),C=I(S);th(C,{});var w=z(C,2);zp(w,{});var T=z(w,2);Mh(T,{});var E=z(T,2);ph(E,{}),Jd(z(E,2),{}),A(S);var D=z(S,2),O=I(D);oh(O,{}),lm(z(O,2),{}),A(D),A(a),B(()=>{J(a,`data-side`,V(r)),J(s,`aria-pressed`,V(r)===`plan`),J(c,`aria-pressed`,V(r)===`results`)}),H(`click`,s,()=>F(r,`plan`)),H(`click`,c,()=>F(r,`results`)),W(e,a),Ye()}Rr([`click`]);var RT=U(`<div class="screen svelte-1a2vi99"><!> <!></div> <!> <!>`,1);function zT(e,t){Je(t,!0);let n=P(!1);ga(async()=>{await Z.begin(),window.__ready=!0});function r(e){let t=e.target,r=ya(e,va(t.tagName,t.type??``,t.isContentEditable),t.tagName===`SELECT`);if(!r||!Z.document&&r!==`keys`||V(n))return;if(Z.page===`live`)return i(r,e);let a=(Y.run?.frames??1)-1;switch(r){case`undo`:Z.undo();break;case`redo`:Z.redo();break;case`run`:t.blur(),t.focus({preventScroll:!0}),Z.run();break;case`first`:Y.go(0);break;case`last`:Y.go(a);break;case`back`:Y.go(Y.index-1);break;case`forward`:Y.go(Y.index+1);break;case`back_far`:Y.go(Y.index-10);break;case`forward_far`:Y.go(Y.index+10);break;case`play`:Y.toggle();break;case`coldest`:Y.showNadir(!Y.nadir);break;case`reset`:X.reset();break;case`keys`:F(n,!0);break;case`measure`:eo.turn();break;case`remove_measure`:if(eo.list.length+eo.points.length===0)return;eo.removeLast();break;case`escape`:if(Bs.drag)Bs.cancel();else if(eo.escape())break;else if(X.large!==null)X.large=null;else return}e.preventDefault()}function i(e,t){switch(e){case`play`:Vs.toggle();break;case`first`:Vs.pause(),Vs.go(0);break;case`last`:Vs.goTo(1/0);break;case`back`:Vs.pause(),Vs.go(Vs.index-1);break;case`forward`:Vs.pause(),Vs.go(Vs.index+1);break;case`measure`:wa.toggle();break;case`keys`:F(n,!0);break;default:return}t.preventDefault()}var a=RT();Lr(`keydown`,an,r),hi(`1a2vi99`,e=>{Mn(()=>{on.title=`${Z.document?`${Z.document.title} · CryoNerve`:`CryoNerve`}: research use only`})});var o=L(a),s=I(o);Sd(s,{showKeys:()=>F(n,!0)});var c=z(s,2),l=e=>{ju(e,{})},u=e=>{LT(e,{})},d=e=>{ed(e,{})};K(c,e=>{Z.document&&Z.page===`live`?e(l):Z.document?e(u,1):e(d,-1)}),A(o);var f=z(o,2);Iu(f,{}),Ws(z(f,2),{get open(){return V(n)},set open(e){F(n,e,!0)}}),W(e,a),Ye()}function BT(){window.__screen={get open(){return Z.document!==null},get anatomy(){return Ro.labels!==null&&Ro.sentence===``},get crosshair(){return[...X.crosshair]},get index(){return Y.index},get shown(){return Y.shownIndex},get source(){return Y.source},get framesDrawn(){return Y.framesDrawn},get keptBytes(){return Y.keptBytes},get counts(){return{...to}},get moving(){return Y.moving},get sure(){return Td.shown?Td.told?.samples??null:null},get job(){return As.current?.state??null},get answerMs(){return Bs.answerMs},get version(){return Z.document?.version??null},get connected(){return Z.connected},get prepared(){return Bs.prepared},get live(){let e=Vs.recording?Vs.moment:Os.moment;return{state:Os.about.state,pictures:Os.pictures,time_s:e?.time_s??null,front:e?.front?.reduce((e,t)=>e+t.length,0)??0,cold:e?.cold_mm!==void 0,step:e?.step.name??``,alarms:Os.alarms.map(e=>e.kind),replayed:Vs.recording?Vs.index:null,region:Os.about.region??null,pixels:e?.picture?.size??null}},probe:e=>Bs.places.find(t=>t.name===e)??null,place:(e,t)=>lp.get(e)?.(t)??null}}td.begin(),ei(zT,{target:document.getElementById(`app`)}),BT();