;; Relaxed vector instructions: the machine code of each, for x86-64-v2 and x86-64-v3. (The moves are left out.)
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --march x86-64-v2 --emit asm -o - | FileCheck --check-prefix=V2 --implicit-check-not=pextr --implicit-check-not=pinsr --implicit-check-not=callq %s
;; RUN: %wasixc %t.wasm --march x86-64-v3 --emit asm -o - | FileCheck --check-prefix=V3 --implicit-check-not=pextr --implicit-check-not=pinsr --implicit-check-not=callq %s
(module
  (memory (export "memory") 1)
  (func (export "_start"))

  ;; V2-LABEL: wasm.i8x16.relaxed_swizzle:
  ;; V2: pshufb
  ;; V3-LABEL: wasm.i8x16.relaxed_swizzle:
  ;; V3: vpshufb
  (func $i8x16.relaxed_swizzle (param v128 v128) (result v128) (i8x16.relaxed_swizzle (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.relaxed_trunc_f32x4_s:
  ;; V2: cvttps2dq
  ;; V3-LABEL: wasm.i32x4.relaxed_trunc_f32x4_s:
  ;; V3: vcvttps2dq
  (func $i32x4.relaxed_trunc_f32x4_s (param v128) (result v128) (i32x4.relaxed_trunc_f32x4_s (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.relaxed_trunc_f32x4_u:
  ;; V2: xorps
  ;; V2: maxps
  ;; V2: cvttps2dq
  ;; V2: addps
  ;; V2: cvttps2dq
  ;; V2: cmpleps
  ;; V2: xorps
  ;; V2: pmaxsd
  ;; V2: paddd
  ;; V3-LABEL: wasm.i32x4.relaxed_trunc_f32x4_u:
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
  (func $i32x4.relaxed_trunc_f32x4_u (param v128) (result v128) (i32x4.relaxed_trunc_f32x4_u (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.relaxed_trunc_f64x2_s_zero:
  ;; V2: cvttpd2dq
  ;; V3-LABEL: wasm.i32x4.relaxed_trunc_f64x2_s_zero:
  ;; V3: vcvttpd2dq
  (func $i32x4.relaxed_trunc_f64x2_s_zero (param v128) (result v128) (i32x4.relaxed_trunc_f64x2_s_zero (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.relaxed_trunc_f64x2_u_zero:
  ;; V2: xorpd
  ;; V2: maxpd
  ;; V2: minpd
  ;; V2: roundpd
  ;; V2: addpd
  ;; V2: insertps
  ;; V3-LABEL: wasm.i32x4.relaxed_trunc_f64x2_u_zero:
  ;; V3: vxorpd
  ;; V3: vmaxpd
  ;; V3: vminpd
  ;; V3: vroundpd
  ;; V3: vaddpd
  ;; V3: vinsertps
  (func $i32x4.relaxed_trunc_f64x2_u_zero (param v128) (result v128) (i32x4.relaxed_trunc_f64x2_u_zero (local.get 0)))

  ;; V2-LABEL: wasm.f32x4.relaxed_madd:
  ;; V2: mulps
  ;; V2: addps
  ;; V3-LABEL: wasm.f32x4.relaxed_madd:
  ;; V3: vfmadd213ps
  (func $f32x4.relaxed_madd (param v128 v128 v128) (result v128) (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))

  ;; V2-LABEL: wasm.f32x4.relaxed_nmadd:
  ;; V2: mulps
  ;; V2: subps
  ;; V3-LABEL: wasm.f32x4.relaxed_nmadd:
  ;; V3: vfnmadd213ps
  (func $f32x4.relaxed_nmadd (param v128 v128 v128) (result v128) (f32x4.relaxed_nmadd (local.get 0) (local.get 1) (local.get 2)))

  ;; V2-LABEL: wasm.f64x2.relaxed_madd:
  ;; V2: mulpd
  ;; V2: addpd
  ;; V3-LABEL: wasm.f64x2.relaxed_madd:
  ;; V3: vfmadd213pd
  (func $f64x2.relaxed_madd (param v128 v128 v128) (result v128) (f64x2.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))

  ;; V2-LABEL: wasm.f64x2.relaxed_nmadd:
  ;; V2: mulpd
  ;; V2: subpd
  ;; V3-LABEL: wasm.f64x2.relaxed_nmadd:
  ;; V3: vfnmadd213pd
  (func $f64x2.relaxed_nmadd (param v128 v128 v128) (result v128) (f64x2.relaxed_nmadd (local.get 0) (local.get 1) (local.get 2)))

  ;; V2-LABEL: wasm.i8x16.relaxed_laneselect:
  ;; V2: pblendvb
  ;; V3-LABEL: wasm.i8x16.relaxed_laneselect:
  ;; V3: vpblendvb
  (func $i8x16.relaxed_laneselect (param v128 v128 v128) (result v128) (i8x16.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))

  ;; V2-LABEL: wasm.i16x8.relaxed_laneselect:
  ;; V2: pxor
  ;; V2: pcmpgtw
  ;; V2: pblendvb
  ;; V3-LABEL: wasm.i16x8.relaxed_laneselect:
  ;; V3: vpxor
  ;; V3: vpcmpgtw
  ;; V3: vpblendvb
  (func $i16x8.relaxed_laneselect (param v128 v128 v128) (result v128) (i16x8.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))

  ;; V2-LABEL: wasm.i32x4.relaxed_laneselect:
  ;; V2: blendvps
  ;; V3-LABEL: wasm.i32x4.relaxed_laneselect:
  ;; V3: vblendvps
  (func $i32x4.relaxed_laneselect (param v128 v128 v128) (result v128) (i32x4.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))

  ;; V2-LABEL: wasm.i64x2.relaxed_laneselect:
  ;; V2: blendvpd
  ;; V3-LABEL: wasm.i64x2.relaxed_laneselect:
  ;; V3: vblendvpd
  (func $i64x2.relaxed_laneselect (param v128 v128 v128) (result v128) (i64x2.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))

  ;; V2-LABEL: wasm.f32x4.relaxed_min:
  ;; V2: minps
  ;; V3-LABEL: wasm.f32x4.relaxed_min:
  ;; V3: vminps
  (func $f32x4.relaxed_min (param v128 v128) (result v128) (f32x4.relaxed_min (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.relaxed_max:
  ;; V2: maxps
  ;; V3-LABEL: wasm.f32x4.relaxed_max:
  ;; V3: vmaxps
  (func $f32x4.relaxed_max (param v128 v128) (result v128) (f32x4.relaxed_max (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.relaxed_min:
  ;; V2: minpd
  ;; V3-LABEL: wasm.f64x2.relaxed_min:
  ;; V3: vminpd
  (func $f64x2.relaxed_min (param v128 v128) (result v128) (f64x2.relaxed_min (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.relaxed_max:
  ;; V2: maxpd
  ;; V3-LABEL: wasm.f64x2.relaxed_max:
  ;; V3: vmaxpd
  (func $f64x2.relaxed_max (param v128 v128) (result v128) (f64x2.relaxed_max (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.relaxed_q15mulr_s:
  ;; V2: pmulhrsw
  ;; V3-LABEL: wasm.i16x8.relaxed_q15mulr_s:
  ;; V3: vpmulhrsw
  (func $i16x8.relaxed_q15mulr_s (param v128 v128) (result v128) (i16x8.relaxed_q15mulr_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.relaxed_dot_i8x16_i7x16_s:
  ;; V2: pmaddubsw
  ;; V3-LABEL: wasm.i16x8.relaxed_dot_i8x16_i7x16_s:
  ;; V3: vpmaddubsw
  (func $i16x8.relaxed_dot_i8x16_i7x16_s (param v128 v128) (result v128) (i16x8.dot_i8x16_i7x16_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.relaxed_dot_i8x16_i7x16_add_s:
  ;; V2: pmaddubsw
  ;; V2: pmaddwd
  ;; V2: paddd
  ;; V3-LABEL: wasm.i32x4.relaxed_dot_i8x16_i7x16_add_s:
  ;; V3: vpmaddubsw
  ;; V3: vpmaddwd
  ;; V3: vpaddd
  (func $i32x4.relaxed_dot_i8x16_i7x16_add_s (param v128 v128 v128) (result v128) (i32x4.dot_i8x16_i7x16_add_s (local.get 0) (local.get 1) (local.get 2))))
