;; Floating-point arithmetic of vectors: the machine code of each, for x86-64-v2 and x86-64-v3. (The moves are left out.)
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --march x86-64-v2 --emit asm -o - | FileCheck --check-prefix=V2 --implicit-check-not=pextr --implicit-check-not=pinsr --implicit-check-not=callq %s
;; RUN: %wasixc %t.wasm --march x86-64-v3 --emit asm -o - | FileCheck --check-prefix=V3 --implicit-check-not=pextr --implicit-check-not=pinsr --implicit-check-not=callq %s
(module
  (memory (export "memory") 1)
  (func (export "_start"))

  ;; V2-LABEL: wasm.f32x4.ceil:
  ;; V2: roundps
  ;; V3-LABEL: wasm.f32x4.ceil:
  ;; V3: vroundps
  (func $f32x4.ceil (param v128) (result v128) (f32x4.ceil (local.get 0)))

  ;; V2-LABEL: wasm.f32x4.floor:
  ;; V2: roundps
  ;; V3-LABEL: wasm.f32x4.floor:
  ;; V3: vroundps
  (func $f32x4.floor (param v128) (result v128) (f32x4.floor (local.get 0)))

  ;; V2-LABEL: wasm.f32x4.trunc:
  ;; V2: roundps
  ;; V3-LABEL: wasm.f32x4.trunc:
  ;; V3: vroundps
  (func $f32x4.trunc (param v128) (result v128) (f32x4.trunc (local.get 0)))

  ;; V2-LABEL: wasm.f32x4.nearest:
  ;; V2: roundps
  ;; V3-LABEL: wasm.f32x4.nearest:
  ;; V3: vroundps
  (func $f32x4.nearest (param v128) (result v128) (f32x4.nearest (local.get 0)))

  ;; V2-LABEL: wasm.f64x2.ceil:
  ;; V2: roundpd
  ;; V3-LABEL: wasm.f64x2.ceil:
  ;; V3: vroundpd
  (func $f64x2.ceil (param v128) (result v128) (f64x2.ceil (local.get 0)))

  ;; V2-LABEL: wasm.f64x2.floor:
  ;; V2: roundpd
  ;; V3-LABEL: wasm.f64x2.floor:
  ;; V3: vroundpd
  (func $f64x2.floor (param v128) (result v128) (f64x2.floor (local.get 0)))

  ;; V2-LABEL: wasm.f64x2.trunc:
  ;; V2: roundpd
  ;; V3-LABEL: wasm.f64x2.trunc:
  ;; V3: vroundpd
  (func $f64x2.trunc (param v128) (result v128) (f64x2.trunc (local.get 0)))

  ;; V2-LABEL: wasm.f64x2.nearest:
  ;; V2: roundpd
  ;; V3-LABEL: wasm.f64x2.nearest:
  ;; V3: vroundpd
  (func $f64x2.nearest (param v128) (result v128) (f64x2.nearest (local.get 0)))

  ;; V2-LABEL: wasm.f32x4.abs:
  ;; V2: andps
  ;; V3-LABEL: wasm.f32x4.abs:
  ;; V3: vbroadcastss
  ;; V3: vandps
  (func $f32x4.abs (param v128) (result v128) (f32x4.abs (local.get 0)))

  ;; V2-LABEL: wasm.f32x4.neg:
  ;; V2: xorps
  ;; V3-LABEL: wasm.f32x4.neg:
  ;; V3: vbroadcastss
  ;; V3: vxorps
  (func $f32x4.neg (param v128) (result v128) (f32x4.neg (local.get 0)))

  ;; V2-LABEL: wasm.f32x4.sqrt:
  ;; V2: sqrtps
  ;; V3-LABEL: wasm.f32x4.sqrt:
  ;; V3: vsqrtps
  (func $f32x4.sqrt (param v128) (result v128) (f32x4.sqrt (local.get 0)))

  ;; V2-LABEL: wasm.f32x4.add:
  ;; V2: addps
  ;; V3-LABEL: wasm.f32x4.add:
  ;; V3: vaddps
  (func $f32x4.add (param v128 v128) (result v128) (f32x4.add (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.sub:
  ;; V2: subps
  ;; V3-LABEL: wasm.f32x4.sub:
  ;; V3: vsubps
  (func $f32x4.sub (param v128 v128) (result v128) (f32x4.sub (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.mul:
  ;; V2: mulps
  ;; V3-LABEL: wasm.f32x4.mul:
  ;; V3: vmulps
  (func $f32x4.mul (param v128 v128) (result v128) (f32x4.mul (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.div:
  ;; V2: divps
  ;; V3-LABEL: wasm.f32x4.div:
  ;; V3: vdivps
  (func $f32x4.div (param v128 v128) (result v128) (f32x4.div (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.min:
  ;; V2: minps
  ;; V2: minps
  ;; V2: orps
  ;; V2: cmpunordps
  ;; V2: addps
  ;; V2: blendvps
  ;; V3-LABEL: wasm.f32x4.min:
  ;; V3: vminps
  ;; V3: vminps
  ;; V3: vorps
  ;; V3: vcmpunordps
  ;; V3: vaddps
  ;; V3: vblendvps
  (func $f32x4.min (param v128 v128) (result v128) (f32x4.min (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.max:
  ;; V2: maxps
  ;; V2: maxps
  ;; V2: andps
  ;; V2: cmpunordps
  ;; V2: addps
  ;; V2: blendvps
  ;; V3-LABEL: wasm.f32x4.max:
  ;; V3: vmaxps
  ;; V3: vmaxps
  ;; V3: vandps
  ;; V3: vcmpunordps
  ;; V3: vaddps
  ;; V3: vblendvps
  (func $f32x4.max (param v128 v128) (result v128) (f32x4.max (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.pmin:
  ;; V2: minps
  ;; V3-LABEL: wasm.f32x4.pmin:
  ;; V3: vminps
  (func $f32x4.pmin (param v128 v128) (result v128) (f32x4.pmin (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.pmax:
  ;; V2: maxps
  ;; V3-LABEL: wasm.f32x4.pmax:
  ;; V3: vmaxps
  (func $f32x4.pmax (param v128 v128) (result v128) (f32x4.pmax (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.abs:
  ;; V2: andps
  ;; V3-LABEL: wasm.f64x2.abs:
  ;; V3: vandps
  (func $f64x2.abs (param v128) (result v128) (f64x2.abs (local.get 0)))

  ;; V2-LABEL: wasm.f64x2.neg:
  ;; V2: xorps
  ;; V3-LABEL: wasm.f64x2.neg:
  ;; V3: vxorps
  (func $f64x2.neg (param v128) (result v128) (f64x2.neg (local.get 0)))

  ;; V2-LABEL: wasm.f64x2.sqrt:
  ;; V2: sqrtpd
  ;; V3-LABEL: wasm.f64x2.sqrt:
  ;; V3: vsqrtpd
  (func $f64x2.sqrt (param v128) (result v128) (f64x2.sqrt (local.get 0)))

  ;; V2-LABEL: wasm.f64x2.add:
  ;; V2: addpd
  ;; V3-LABEL: wasm.f64x2.add:
  ;; V3: vaddpd
  (func $f64x2.add (param v128 v128) (result v128) (f64x2.add (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.sub:
  ;; V2: subpd
  ;; V3-LABEL: wasm.f64x2.sub:
  ;; V3: vsubpd
  (func $f64x2.sub (param v128 v128) (result v128) (f64x2.sub (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.mul:
  ;; V2: mulpd
  ;; V3-LABEL: wasm.f64x2.mul:
  ;; V3: vmulpd
  (func $f64x2.mul (param v128 v128) (result v128) (f64x2.mul (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.div:
  ;; V2: divpd
  ;; V3-LABEL: wasm.f64x2.div:
  ;; V3: vdivpd
  (func $f64x2.div (param v128 v128) (result v128) (f64x2.div (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.min:
  ;; V2: minpd
  ;; V2: minpd
  ;; V2: orpd
  ;; V2: cmpunordpd
  ;; V2: addpd
  ;; V2: blendvpd
  ;; V3-LABEL: wasm.f64x2.min:
  ;; V3: vminpd
  ;; V3: vminpd
  ;; V3: vorpd
  ;; V3: vcmpunordpd
  ;; V3: vaddpd
  ;; V3: vblendvpd
  (func $f64x2.min (param v128 v128) (result v128) (f64x2.min (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.max:
  ;; V2: maxpd
  ;; V2: maxpd
  ;; V2: andpd
  ;; V2: cmpunordpd
  ;; V2: addpd
  ;; V2: blendvpd
  ;; V3-LABEL: wasm.f64x2.max:
  ;; V3: vmaxpd
  ;; V3: vmaxpd
  ;; V3: vandpd
  ;; V3: vcmpunordpd
  ;; V3: vaddpd
  ;; V3: vblendvpd
  (func $f64x2.max (param v128 v128) (result v128) (f64x2.max (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.pmin:
  ;; V2: minpd
  ;; V3-LABEL: wasm.f64x2.pmin:
  ;; V3: vminpd
  (func $f64x2.pmin (param v128 v128) (result v128) (f64x2.pmin (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.pmax:
  ;; V2: maxpd
  ;; V3-LABEL: wasm.f64x2.pmax:
  ;; V3: vmaxpd
  (func $f64x2.pmax (param v128 v128) (result v128) (f64x2.pmax (local.get 0) (local.get 1))))
