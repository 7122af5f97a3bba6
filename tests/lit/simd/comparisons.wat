;; Comparisons and tests of vectors: the machine code of each, for x86-64-v2 and x86-64-v3. (The moves are left out.)
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --march x86-64-v2 --emit asm -o - | FileCheck --check-prefix=V2 --implicit-check-not=pextr --implicit-check-not=pinsr --implicit-check-not=callq %s
;; RUN: %wasixc %t.wasm --march x86-64-v3 --emit asm -o - | FileCheck --check-prefix=V3 --implicit-check-not=pextr --implicit-check-not=pinsr --implicit-check-not=callq %s
(module
  (memory (export "memory") 1)
  (func (export "_start"))

  ;; V2-LABEL: wasm.i8x16.eq:
  ;; V2: pcmpeqb
  ;; V3-LABEL: wasm.i8x16.eq:
  ;; V3: vpcmpeqb
  (func $i8x16.eq (param v128 v128) (result v128) (i8x16.eq (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.ne:
  ;; V2: pcmpeqb
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i8x16.ne:
  ;; V3: vpcmpeqb
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i8x16.ne (param v128 v128) (result v128) (i8x16.ne (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.lt_s:
  ;; V2: pcmpgtb
  ;; V3-LABEL: wasm.i8x16.lt_s:
  ;; V3: vpcmpgtb
  (func $i8x16.lt_s (param v128 v128) (result v128) (i8x16.lt_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.lt_u:
  ;; V2: pmaxub
  ;; V2: pcmpeqb
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i8x16.lt_u:
  ;; V3: vpmaxub
  ;; V3: vpcmpeqb
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i8x16.lt_u (param v128 v128) (result v128) (i8x16.lt_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.gt_s:
  ;; V2: pcmpgtb
  ;; V3-LABEL: wasm.i8x16.gt_s:
  ;; V3: vpcmpgtb
  (func $i8x16.gt_s (param v128 v128) (result v128) (i8x16.gt_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.gt_u:
  ;; V2: pminub
  ;; V2: pcmpeqb
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i8x16.gt_u:
  ;; V3: vpminub
  ;; V3: vpcmpeqb
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i8x16.gt_u (param v128 v128) (result v128) (i8x16.gt_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.le_s:
  ;; V2: pcmpgtb
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i8x16.le_s:
  ;; V3: vpcmpgtb
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i8x16.le_s (param v128 v128) (result v128) (i8x16.le_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.le_u:
  ;; V2: pminub
  ;; V2: pcmpeqb
  ;; V3-LABEL: wasm.i8x16.le_u:
  ;; V3: vpminub
  ;; V3: vpcmpeqb
  (func $i8x16.le_u (param v128 v128) (result v128) (i8x16.le_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.ge_s:
  ;; V2: pcmpgtb
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i8x16.ge_s:
  ;; V3: vpcmpgtb
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i8x16.ge_s (param v128 v128) (result v128) (i8x16.ge_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.ge_u:
  ;; V2: pmaxub
  ;; V2: pcmpeqb
  ;; V3-LABEL: wasm.i8x16.ge_u:
  ;; V3: vpmaxub
  ;; V3: vpcmpeqb
  (func $i8x16.ge_u (param v128 v128) (result v128) (i8x16.ge_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.eq:
  ;; V2: pcmpeqw
  ;; V3-LABEL: wasm.i16x8.eq:
  ;; V3: vpcmpeqw
  (func $i16x8.eq (param v128 v128) (result v128) (i16x8.eq (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.ne:
  ;; V2: pcmpeqw
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i16x8.ne:
  ;; V3: vpcmpeqw
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i16x8.ne (param v128 v128) (result v128) (i16x8.ne (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.lt_s:
  ;; V2: pcmpgtw
  ;; V3-LABEL: wasm.i16x8.lt_s:
  ;; V3: vpcmpgtw
  (func $i16x8.lt_s (param v128 v128) (result v128) (i16x8.lt_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.lt_u:
  ;; V2: pmaxuw
  ;; V2: pcmpeqw
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i16x8.lt_u:
  ;; V3: vpmaxuw
  ;; V3: vpcmpeqw
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i16x8.lt_u (param v128 v128) (result v128) (i16x8.lt_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.gt_s:
  ;; V2: pcmpgtw
  ;; V3-LABEL: wasm.i16x8.gt_s:
  ;; V3: vpcmpgtw
  (func $i16x8.gt_s (param v128 v128) (result v128) (i16x8.gt_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.gt_u:
  ;; V2: pminuw
  ;; V2: pcmpeqw
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i16x8.gt_u:
  ;; V3: vpminuw
  ;; V3: vpcmpeqw
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i16x8.gt_u (param v128 v128) (result v128) (i16x8.gt_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.le_s:
  ;; V2: pcmpgtw
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i16x8.le_s:
  ;; V3: vpcmpgtw
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i16x8.le_s (param v128 v128) (result v128) (i16x8.le_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.le_u:
  ;; V2: pminuw
  ;; V2: pcmpeqw
  ;; V3-LABEL: wasm.i16x8.le_u:
  ;; V3: vpminuw
  ;; V3: vpcmpeqw
  (func $i16x8.le_u (param v128 v128) (result v128) (i16x8.le_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.ge_s:
  ;; V2: pcmpgtw
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i16x8.ge_s:
  ;; V3: vpcmpgtw
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i16x8.ge_s (param v128 v128) (result v128) (i16x8.ge_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.ge_u:
  ;; V2: pmaxuw
  ;; V2: pcmpeqw
  ;; V3-LABEL: wasm.i16x8.ge_u:
  ;; V3: vpmaxuw
  ;; V3: vpcmpeqw
  (func $i16x8.ge_u (param v128 v128) (result v128) (i16x8.ge_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.eq:
  ;; V2: pcmpeqd
  ;; V3-LABEL: wasm.i32x4.eq:
  ;; V3: vpcmpeqd
  (func $i32x4.eq (param v128 v128) (result v128) (i32x4.eq (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.ne:
  ;; V2: pcmpeqd
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i32x4.ne:
  ;; V3: vpcmpeqd
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i32x4.ne (param v128 v128) (result v128) (i32x4.ne (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.lt_s:
  ;; V2: pcmpgtd
  ;; V3-LABEL: wasm.i32x4.lt_s:
  ;; V3: vpcmpgtd
  (func $i32x4.lt_s (param v128 v128) (result v128) (i32x4.lt_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.lt_u:
  ;; V2: pmaxud
  ;; V2: pcmpeqd
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i32x4.lt_u:
  ;; V3: vpmaxud
  ;; V3: vpcmpeqd
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i32x4.lt_u (param v128 v128) (result v128) (i32x4.lt_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.gt_s:
  ;; V2: pcmpgtd
  ;; V3-LABEL: wasm.i32x4.gt_s:
  ;; V3: vpcmpgtd
  (func $i32x4.gt_s (param v128 v128) (result v128) (i32x4.gt_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.gt_u:
  ;; V2: pminud
  ;; V2: pcmpeqd
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i32x4.gt_u:
  ;; V3: vpminud
  ;; V3: vpcmpeqd
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i32x4.gt_u (param v128 v128) (result v128) (i32x4.gt_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.le_s:
  ;; V2: pcmpgtd
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i32x4.le_s:
  ;; V3: vpcmpgtd
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i32x4.le_s (param v128 v128) (result v128) (i32x4.le_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.le_u:
  ;; V2: pminud
  ;; V2: pcmpeqd
  ;; V3-LABEL: wasm.i32x4.le_u:
  ;; V3: vpminud
  ;; V3: vpcmpeqd
  (func $i32x4.le_u (param v128 v128) (result v128) (i32x4.le_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.ge_s:
  ;; V2: pcmpgtd
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i32x4.ge_s:
  ;; V3: vpcmpgtd
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i32x4.ge_s (param v128 v128) (result v128) (i32x4.ge_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.ge_u:
  ;; V2: pmaxud
  ;; V2: pcmpeqd
  ;; V3-LABEL: wasm.i32x4.ge_u:
  ;; V3: vpmaxud
  ;; V3: vpcmpeqd
  (func $i32x4.ge_u (param v128 v128) (result v128) (i32x4.ge_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.eq:
  ;; V2: cmpeqps
  ;; V3-LABEL: wasm.f32x4.eq:
  ;; V3: vcmpeqps
  (func $f32x4.eq (param v128 v128) (result v128) (f32x4.eq (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.ne:
  ;; V2: cmpneqps
  ;; V3-LABEL: wasm.f32x4.ne:
  ;; V3: vcmpneqps
  (func $f32x4.ne (param v128 v128) (result v128) (f32x4.ne (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.lt:
  ;; V2: cmpltps
  ;; V3-LABEL: wasm.f32x4.lt:
  ;; V3: vcmpltps
  (func $f32x4.lt (param v128 v128) (result v128) (f32x4.lt (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.gt:
  ;; V2: cmpltps
  ;; V3-LABEL: wasm.f32x4.gt:
  ;; V3: vcmpltps
  (func $f32x4.gt (param v128 v128) (result v128) (f32x4.gt (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.le:
  ;; V2: cmpleps
  ;; V3-LABEL: wasm.f32x4.le:
  ;; V3: vcmpleps
  (func $f32x4.le (param v128 v128) (result v128) (f32x4.le (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.ge:
  ;; V2: cmpleps
  ;; V3-LABEL: wasm.f32x4.ge:
  ;; V3: vcmpleps
  (func $f32x4.ge (param v128 v128) (result v128) (f32x4.ge (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.eq:
  ;; V2: cmpeqpd
  ;; V3-LABEL: wasm.f64x2.eq:
  ;; V3: vcmpeqpd
  (func $f64x2.eq (param v128 v128) (result v128) (f64x2.eq (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.ne:
  ;; V2: cmpneqpd
  ;; V3-LABEL: wasm.f64x2.ne:
  ;; V3: vcmpneqpd
  (func $f64x2.ne (param v128 v128) (result v128) (f64x2.ne (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.lt:
  ;; V2: cmpltpd
  ;; V3-LABEL: wasm.f64x2.lt:
  ;; V3: vcmpltpd
  (func $f64x2.lt (param v128 v128) (result v128) (f64x2.lt (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.gt:
  ;; V2: cmpltpd
  ;; V3-LABEL: wasm.f64x2.gt:
  ;; V3: vcmpltpd
  (func $f64x2.gt (param v128 v128) (result v128) (f64x2.gt (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.le:
  ;; V2: cmplepd
  ;; V3-LABEL: wasm.f64x2.le:
  ;; V3: vcmplepd
  (func $f64x2.le (param v128 v128) (result v128) (f64x2.le (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.ge:
  ;; V2: cmplepd
  ;; V3-LABEL: wasm.f64x2.ge:
  ;; V3: vcmplepd
  (func $f64x2.ge (param v128 v128) (result v128) (f64x2.ge (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.eq:
  ;; V2: pcmpeqq
  ;; V3-LABEL: wasm.i64x2.eq:
  ;; V3: vpcmpeqq
  (func $i64x2.eq (param v128 v128) (result v128) (i64x2.eq (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.ne:
  ;; V2: pcmpeqq
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i64x2.ne:
  ;; V3: vpcmpeqq
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i64x2.ne (param v128 v128) (result v128) (i64x2.ne (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.lt_s:
  ;; V2: pcmpgtq
  ;; V3-LABEL: wasm.i64x2.lt_s:
  ;; V3: vpcmpgtq
  (func $i64x2.lt_s (param v128 v128) (result v128) (i64x2.lt_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.gt_s:
  ;; V2: pcmpgtq
  ;; V3-LABEL: wasm.i64x2.gt_s:
  ;; V3: vpcmpgtq
  (func $i64x2.gt_s (param v128 v128) (result v128) (i64x2.gt_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.le_s:
  ;; V2: pcmpgtq
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i64x2.le_s:
  ;; V3: vpcmpgtq
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i64x2.le_s (param v128 v128) (result v128) (i64x2.le_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.ge_s:
  ;; V2: pcmpgtq
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.i64x2.ge_s:
  ;; V3: vpcmpgtq
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $i64x2.ge_s (param v128 v128) (result v128) (i64x2.ge_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.v128.any_true:
  ;; V2: ptest
  ;; V2: setne
  ;; V3-LABEL: wasm.v128.any_true:
  ;; V3: vptest
  ;; V3: setne
  (func $v128.any_true (param v128) (result i32) (v128.any_true (local.get 0)))

  ;; V2-LABEL: wasm.i8x16.all_true:
  ;; V2: pxor
  ;; V2: pcmpeqb
  ;; V2: pmovmskb
  ;; V2: testl
  ;; V2: sete
  ;; V3-LABEL: wasm.i8x16.all_true:
  ;; V3: vpxor
  ;; V3: vpcmpeqb
  ;; V3: vpmovmskb
  ;; V3: testl
  ;; V3: sete
  (func $i8x16.all_true (param v128) (result i32) (i8x16.all_true (local.get 0)))

  ;; V2-LABEL: wasm.i8x16.bitmask:
  ;; V2: pmovmskb
  ;; V3-LABEL: wasm.i8x16.bitmask:
  ;; V3: vpmovmskb
  (func $i8x16.bitmask (param v128) (result i32) (i8x16.bitmask (local.get 0)))

  ;; V2-LABEL: wasm.i16x8.all_true:
  ;; V2: pxor
  ;; V2: pcmpeqw
  ;; V2: pmovmskb
  ;; V2: testl
  ;; V2: sete
  ;; V3-LABEL: wasm.i16x8.all_true:
  ;; V3: vpxor
  ;; V3: vpcmpeqw
  ;; V3: vpmovmskb
  ;; V3: testl
  ;; V3: sete
  (func $i16x8.all_true (param v128) (result i32) (i16x8.all_true (local.get 0)))

  ;; V2-LABEL: wasm.i16x8.bitmask:
  ;; V2: packsswb
  ;; V2: pmovmskb
  ;; V2: movzbl
  ;; V3-LABEL: wasm.i16x8.bitmask:
  ;; V3: vpacksswb
  ;; V3: vpmovmskb
  ;; V3: movzbl
  (func $i16x8.bitmask (param v128) (result i32) (i16x8.bitmask (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.all_true:
  ;; V2: pxor
  ;; V2: pcmpeqd
  ;; V2: movmskps
  ;; V2: testl
  ;; V2: sete
  ;; V3-LABEL: wasm.i32x4.all_true:
  ;; V3: vpxor
  ;; V3: vpcmpeqd
  ;; V3: vtestps
  ;; V3: sete
  (func $i32x4.all_true (param v128) (result i32) (i32x4.all_true (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.bitmask:
  ;; V2: movmskps
  ;; V3-LABEL: wasm.i32x4.bitmask:
  ;; V3: vmovmskps
  (func $i32x4.bitmask (param v128) (result i32) (i32x4.bitmask (local.get 0)))

  ;; V2-LABEL: wasm.i64x2.all_true:
  ;; V2: pxor
  ;; V2: pcmpeqq
  ;; V2: movmskpd
  ;; V2: testl
  ;; V2: sete
  ;; V3-LABEL: wasm.i64x2.all_true:
  ;; V3: vpxor
  ;; V3: vpcmpeqq
  ;; V3: vtestpd
  ;; V3: sete
  (func $i64x2.all_true (param v128) (result i32) (i64x2.all_true (local.get 0)))

  ;; V2-LABEL: wasm.i64x2.bitmask:
  ;; V2: movmskpd
  ;; V3-LABEL: wasm.i64x2.bitmask:
  ;; V3: vmovmskpd
  (func $i64x2.bitmask (param v128) (result i32) (i64x2.bitmask (local.get 0))))
