;; Conversions of vectors: the machine code of each, for x86-64-v2 and x86-64-v3. (The moves are left out.)
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --march x86-64-v2 --emit asm -o - | FileCheck --check-prefix=V2 --implicit-check-not=pextr --implicit-check-not=pinsr --implicit-check-not=callq %s
;; RUN: %wasixc %t.wasm --march x86-64-v3 --emit asm -o - | FileCheck --check-prefix=V3 --implicit-check-not=pextr --implicit-check-not=pinsr --implicit-check-not=callq %s
(module
  (memory (export "memory") 1)
  (func (export "_start"))

  ;; V2-LABEL: wasm.i8x16.narrow_i16x8_s:
  ;; V2: packsswb
  ;; V3-LABEL: wasm.i8x16.narrow_i16x8_s:
  ;; V3: vpacksswb
  (func $i8x16.narrow_i16x8_s (param v128 v128) (result v128) (i8x16.narrow_i16x8_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.narrow_i16x8_u:
  ;; V2: packuswb
  ;; V3-LABEL: wasm.i8x16.narrow_i16x8_u:
  ;; V3: vpackuswb
  (func $i8x16.narrow_i16x8_u (param v128 v128) (result v128) (i8x16.narrow_i16x8_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.narrow_i32x4_s:
  ;; V2: packssdw
  ;; V3-LABEL: wasm.i16x8.narrow_i32x4_s:
  ;; V3: vpackssdw
  (func $i16x8.narrow_i32x4_s (param v128 v128) (result v128) (i16x8.narrow_i32x4_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.narrow_i32x4_u:
  ;; V2: packusdw
  ;; V3-LABEL: wasm.i16x8.narrow_i32x4_u:
  ;; V3: vpackusdw
  (func $i16x8.narrow_i32x4_u (param v128 v128) (result v128) (i16x8.narrow_i32x4_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.extend_low_i8x16_s:
  ;; V2: pmovsxbw
  ;; V3-LABEL: wasm.i16x8.extend_low_i8x16_s:
  ;; V3: vpmovsxbw
  (func $i16x8.extend_low_i8x16_s (param v128) (result v128) (i16x8.extend_low_i8x16_s (local.get 0)))

  ;; V2-LABEL: wasm.i16x8.extend_high_i8x16_s:
  ;; V2: pshufd
  ;; V2: pmovsxbw
  ;; V3-LABEL: wasm.i16x8.extend_high_i8x16_s:
  ;; V3: vpshufd
  ;; V3: vpmovsxbw
  (func $i16x8.extend_high_i8x16_s (param v128) (result v128) (i16x8.extend_high_i8x16_s (local.get 0)))

  ;; V2-LABEL: wasm.i16x8.extend_low_i8x16_u:
  ;; V2: pmovzxbw
  ;; V3-LABEL: wasm.i16x8.extend_low_i8x16_u:
  ;; V3: vpmovzxbw
  (func $i16x8.extend_low_i8x16_u (param v128) (result v128) (i16x8.extend_low_i8x16_u (local.get 0)))

  ;; V2-LABEL: wasm.i16x8.extend_high_i8x16_u:
  ;; V2: pxor
  ;; V2: punpckhbw
  ;; V3-LABEL: wasm.i16x8.extend_high_i8x16_u:
  ;; V3: vpxor
  ;; V3: vpunpckhbw
  (func $i16x8.extend_high_i8x16_u (param v128) (result v128) (i16x8.extend_high_i8x16_u (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.extend_low_i16x8_s:
  ;; V2: pmovsxwd
  ;; V3-LABEL: wasm.i32x4.extend_low_i16x8_s:
  ;; V3: vpmovsxwd
  (func $i32x4.extend_low_i16x8_s (param v128) (result v128) (i32x4.extend_low_i16x8_s (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.extend_high_i16x8_s:
  ;; V2: pshufd
  ;; V2: pmovsxwd
  ;; V3-LABEL: wasm.i32x4.extend_high_i16x8_s:
  ;; V3: vpshufd
  ;; V3: vpmovsxwd
  (func $i32x4.extend_high_i16x8_s (param v128) (result v128) (i32x4.extend_high_i16x8_s (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.extend_low_i16x8_u:
  ;; V2: pmovzxwd
  ;; V3-LABEL: wasm.i32x4.extend_low_i16x8_u:
  ;; V3: vpmovzxwd
  (func $i32x4.extend_low_i16x8_u (param v128) (result v128) (i32x4.extend_low_i16x8_u (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.extend_high_i16x8_u:
  ;; V2: pxor
  ;; V2: punpckhwd
  ;; V3-LABEL: wasm.i32x4.extend_high_i16x8_u:
  ;; V3: vpxor
  ;; V3: vpunpckhwd
  (func $i32x4.extend_high_i16x8_u (param v128) (result v128) (i32x4.extend_high_i16x8_u (local.get 0)))

  ;; V2-LABEL: wasm.i64x2.extend_low_i32x4_s:
  ;; V2: pmovsxdq
  ;; V3-LABEL: wasm.i64x2.extend_low_i32x4_s:
  ;; V3: vpmovsxdq
  (func $i64x2.extend_low_i32x4_s (param v128) (result v128) (i64x2.extend_low_i32x4_s (local.get 0)))

  ;; V2-LABEL: wasm.i64x2.extend_high_i32x4_s:
  ;; V2: pshufd
  ;; V2: pmovsxdq
  ;; V3-LABEL: wasm.i64x2.extend_high_i32x4_s:
  ;; V3: vpshufd
  ;; V3: vpmovsxdq
  (func $i64x2.extend_high_i32x4_s (param v128) (result v128) (i64x2.extend_high_i32x4_s (local.get 0)))

  ;; V2-LABEL: wasm.i64x2.extend_low_i32x4_u:
  ;; V2: pmovzxdq
  ;; V3-LABEL: wasm.i64x2.extend_low_i32x4_u:
  ;; V3: vpmovzxdq
  (func $i64x2.extend_low_i32x4_u (param v128) (result v128) (i64x2.extend_low_i32x4_u (local.get 0)))

  ;; V2-LABEL: wasm.i64x2.extend_high_i32x4_u:
  ;; V2: xorps
  ;; V2: unpckhps
  ;; V3-LABEL: wasm.i64x2.extend_high_i32x4_u:
  ;; V3: vxorps
  ;; V3: vunpckhps
  (func $i64x2.extend_high_i32x4_u (param v128) (result v128) (i64x2.extend_high_i32x4_u (local.get 0)))

  ;; V2-LABEL: wasm.f32x4.demote_f64x2_zero:
  ;; V2: cvtpd2ps
  ;; V3-LABEL: wasm.f32x4.demote_f64x2_zero:
  ;; V3: vcvtpd2ps
  (func $f32x4.demote_f64x2_zero (param v128) (result v128) (f32x4.demote_f64x2_zero (local.get 0)))

  ;; V2-LABEL: wasm.f64x2.promote_low_f32x4:
  ;; V2: cvtps2pd
  ;; V3-LABEL: wasm.f64x2.promote_low_f32x4:
  ;; V3: vcvtps2pd
  (func $f64x2.promote_low_f32x4 (param v128) (result v128) (f64x2.promote_low_f32x4 (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.trunc_sat_f32x4_s:
  ;; V2: xorps
  ;; V2: cmpordps
  ;; V2: andps
  ;; V2: cvttps2dq
  ;; V2: cmpleps
  ;; V2: xorps
  ;; V3-LABEL: wasm.i32x4.trunc_sat_f32x4_s:
  ;; V3: vxorps
  ;; V3: vcmpordps
  ;; V3: vandps
  ;; V3: vcvttps2dq
  ;; V3: vbroadcastss
  ;; V3: vcmpleps
  ;; V3: vxorps
  (func $i32x4.trunc_sat_f32x4_s (param v128) (result v128) (i32x4.trunc_sat_f32x4_s (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.trunc_sat_f32x4_u:
  ;; V2: xorps
  ;; V2: maxps
  ;; V2: cvttps2dq
  ;; V2: addps
  ;; V2: cvttps2dq
  ;; V2: cmpleps
  ;; V2: xorps
  ;; V2: pmaxsd
  ;; V2: paddd
  ;; V3-LABEL: wasm.i32x4.trunc_sat_f32x4_u:
  ;; V3: vxorps
  ;; V3: vmaxps
  ;; V3: vbroadcastss
  ;; V3: vaddps
  ;; V3: vcvttps2dq
  ;; V3: vbroadcastss
  ;; V3: vcmpleps
  ;; V3: vxorps
  ;; V3: vpmaxsd
  ;; V3: vcvttps2dq
  ;; V3: vpaddd
  (func $i32x4.trunc_sat_f32x4_u (param v128) (result v128) (i32x4.trunc_sat_f32x4_u (local.get 0)))

  ;; V2-LABEL: wasm.f32x4.convert_i32x4_s:
  ;; V2: cvtdq2ps
  ;; V3-LABEL: wasm.f32x4.convert_i32x4_s:
  ;; V3: vcvtdq2ps
  (func $f32x4.convert_i32x4_s (param v128) (result v128) (f32x4.convert_i32x4_s (local.get 0)))

  ;; V2-LABEL: wasm.f32x4.convert_i32x4_u:
  ;; V2: pblendw
  ;; V2: psrld
  ;; V2: pblendw
  ;; V2: subps
  ;; V2: addps
  ;; V3-LABEL: wasm.f32x4.convert_i32x4_u:
  ;; V3: vpbroadcastd
  ;; V3: vpblendw
  ;; V3: vpsrld
  ;; V3: vpbroadcastd
  ;; V3: vpblendw
  ;; V3: vbroadcastss
  ;; V3: vsubps
  ;; V3: vaddps
  (func $f32x4.convert_i32x4_u (param v128) (result v128) (f32x4.convert_i32x4_u (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.trunc_sat_f64x2_s_zero:
  ;; V2: xorpd
  ;; V2: cmpordpd
  ;; V2: andpd
  ;; V2: minpd
  ;; V2: cvttpd2dq
  ;; V3-LABEL: wasm.i32x4.trunc_sat_f64x2_s_zero:
  ;; V3: vxorpd
  ;; V3: vcmpordpd
  ;; V3: vandpd
  ;; V3: vminpd
  ;; V3: vcvttpd2dq
  (func $i32x4.trunc_sat_f64x2_s_zero (param v128) (result v128) (i32x4.trunc_sat_f64x2_s_zero (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.trunc_sat_f64x2_u_zero:
  ;; V2: xorpd
  ;; V2: maxpd
  ;; V2: minpd
  ;; V2: roundpd
  ;; V2: addpd
  ;; V2: insertps
  ;; V3-LABEL: wasm.i32x4.trunc_sat_f64x2_u_zero:
  ;; V3: vxorpd
  ;; V3: vmaxpd
  ;; V3: vminpd
  ;; V3: vroundpd
  ;; V3: vaddpd
  ;; V3: vinsertps
  (func $i32x4.trunc_sat_f64x2_u_zero (param v128) (result v128) (i32x4.trunc_sat_f64x2_u_zero (local.get 0)))

  ;; V2-LABEL: wasm.f64x2.convert_low_i32x4_s:
  ;; V2: cvtdq2pd
  ;; V3-LABEL: wasm.f64x2.convert_low_i32x4_s:
  ;; V3: vcvtdq2pd
  (func $f64x2.convert_low_i32x4_s (param v128) (result v128) (f64x2.convert_low_i32x4_s (local.get 0)))

  ;; V2-LABEL: wasm.f64x2.convert_low_i32x4_u:
  ;; V2: pmovzxdq
  ;; V2: por
  ;; V2: subpd
  ;; V3-LABEL: wasm.f64x2.convert_low_i32x4_u:
  ;; V3: vpmovzxdq
  ;; V3: vpbroadcastq
  ;; V3: vpor
  ;; V3: vsubpd
  (func $f64x2.convert_low_i32x4_u (param v128) (result v128) (f64x2.convert_low_i32x4_u (local.get 0))))
