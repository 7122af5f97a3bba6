;; Constants, shuffles, splats and lanes of vectors: the machine code of each, for x86-64-v2 and x86-64-v3. (The moves are left out.)
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --march x86-64-v2 --emit asm -o - | FileCheck --check-prefix=V2 --implicit-check-not=callq %s
;; RUN: %wasixc %t.wasm --march x86-64-v3 --emit asm -o - | FileCheck --check-prefix=V3 --implicit-check-not=callq %s
(module
  (memory (export "memory") 1)
  (func (export "_start"))

  ;; V2-LABEL: wasm.v128.const:
  ;; V2: movaps
  ;; V3-LABEL: wasm.v128.const:
  ;; V3: vmovaps
  (func $v128.const (result v128) (v128.const i32x4 1 2 3 4))

  ;; V2-LABEL: wasm.i8x16.shuffle:
  ;; V2: pblendvb
  ;; V3-LABEL: wasm.i8x16.shuffle:
  ;; V3: vpbroadcastd
  ;; V3: vpblendvb
  (func $i8x16.shuffle (param v128 v128) (result v128) (i8x16.shuffle 0 17 2 19 4 21 6 23 8 25 10 27 12 29 14 31 (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.swizzle:
  ;; V2: paddusb
  ;; V2: pshufb
  ;; V3-LABEL: wasm.i8x16.swizzle:
  ;; V3: vpaddusb
  ;; V3: vpshufb
  (func $i8x16.swizzle (param v128 v128) (result v128) (i8x16.swizzle (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.splat:
  ;; V2: movd
  ;; V2: pxor
  ;; V2: pshufb
  ;; V3-LABEL: wasm.i8x16.splat:
  ;; V3: vmovd
  ;; V3: vpbroadcastb
  (func $i8x16.splat (param i32) (result v128) (i8x16.splat (local.get 0)))

  ;; V2-LABEL: wasm.i16x8.splat:
  ;; V2: movd
  ;; V2: pshuflw
  ;; V2: pshufd
  ;; V3-LABEL: wasm.i16x8.splat:
  ;; V3: vmovd
  ;; V3: vpbroadcastw
  (func $i16x8.splat (param i32) (result v128) (i16x8.splat (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.splat:
  ;; V2: movd
  ;; V2: pshufd
  ;; V3-LABEL: wasm.i32x4.splat:
  ;; V3: vmovd
  ;; V3: vpbroadcastd
  (func $i32x4.splat (param i32) (result v128) (i32x4.splat (local.get 0)))

  ;; V2-LABEL: wasm.i64x2.splat:
  ;; V2: pshufd
  ;; V3-LABEL: wasm.i64x2.splat:
  ;; V3: vmovq
  ;; V3: vpbroadcastq
  (func $i64x2.splat (param i64) (result v128) (i64x2.splat (local.get 0)))

  ;; V2-LABEL: wasm.f32x4.splat:
  ;; V2: shufps
  ;; V3-LABEL: wasm.f32x4.splat:
  ;; V3: vbroadcastss
  (func $f32x4.splat (param f32) (result v128) (f32x4.splat (local.get 0)))

  ;; V2-LABEL: wasm.f64x2.splat:
  ;; V2: movddup
  ;; V3-LABEL: wasm.f64x2.splat:
  ;; V3: vmovddup
  (func $f64x2.splat (param f64) (result v128) (f64x2.splat (local.get 0)))

  ;; V2-LABEL: wasm.i8x16.extract_lane_s:
  ;; V2: pextrb
  ;; V2: movsbl
  ;; V3-LABEL: wasm.i8x16.extract_lane_s:
  ;; V3: vpextrb
  ;; V3: movsbl
  (func $i8x16.extract_lane_s (param v128) (result i32) (i8x16.extract_lane_s 1 (local.get 0)))

  ;; V2-LABEL: wasm.i8x16.extract_lane_u:
  ;; V2: pextrb
  ;; V3-LABEL: wasm.i8x16.extract_lane_u:
  ;; V3: vpextrb
  (func $i8x16.extract_lane_u (param v128) (result i32) (i8x16.extract_lane_u 1 (local.get 0)))

  ;; V2-LABEL: wasm.i8x16.replace_lane:
  ;; V2: pinsrb
  ;; V3-LABEL: wasm.i8x16.replace_lane:
  ;; V3: vpinsrb
  (func $i8x16.replace_lane (param v128 i32) (result v128) (i8x16.replace_lane 1 (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.extract_lane_s:
  ;; V2: pextrw
  ;; V2: cwtl
  ;; V3-LABEL: wasm.i16x8.extract_lane_s:
  ;; V3: vpextrw
  ;; V3: cwtl
  (func $i16x8.extract_lane_s (param v128) (result i32) (i16x8.extract_lane_s 1 (local.get 0)))

  ;; V2-LABEL: wasm.i16x8.extract_lane_u:
  ;; V2: pextrw
  ;; V3-LABEL: wasm.i16x8.extract_lane_u:
  ;; V3: vpextrw
  (func $i16x8.extract_lane_u (param v128) (result i32) (i16x8.extract_lane_u 1 (local.get 0)))

  ;; V2-LABEL: wasm.i16x8.replace_lane:
  ;; V2: pinsrw
  ;; V3-LABEL: wasm.i16x8.replace_lane:
  ;; V3: vpinsrw
  (func $i16x8.replace_lane (param v128 i32) (result v128) (i16x8.replace_lane 1 (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.extract_lane:
  ;; V2: extractps
  ;; V3-LABEL: wasm.i32x4.extract_lane:
  ;; V3: vextractps
  (func $i32x4.extract_lane (param v128) (result i32) (i32x4.extract_lane 1 (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.replace_lane:
  ;; V2: pinsrd
  ;; V3-LABEL: wasm.i32x4.replace_lane:
  ;; V3: vpinsrd
  (func $i32x4.replace_lane (param v128 i32) (result v128) (i32x4.replace_lane 1 (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.extract_lane:
  ;; V2: pextrq
  ;; V3-LABEL: wasm.i64x2.extract_lane:
  ;; V3: vpextrq
  (func $i64x2.extract_lane (param v128) (result i64) (i64x2.extract_lane 1 (local.get 0)))

  ;; V2-LABEL: wasm.i64x2.replace_lane:
  ;; V2: pinsrq
  ;; V3-LABEL: wasm.i64x2.replace_lane:
  ;; V3: vpinsrq
  (func $i64x2.replace_lane (param v128 i64) (result v128) (i64x2.replace_lane 1 (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f32x4.extract_lane:
  ;; V2: pshufd
  ;; V3-LABEL: wasm.f32x4.extract_lane:
  ;; V3: vshufps
  (func $f32x4.extract_lane (param v128) (result f32) (f32x4.extract_lane 1 (local.get 0)))

  ;; V2-LABEL: wasm.f32x4.replace_lane:
  ;; V2: insertps
  ;; V3-LABEL: wasm.f32x4.replace_lane:
  ;; V3: vinsertps
  (func $f32x4.replace_lane (param v128 f32) (result v128) (f32x4.replace_lane 1 (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.f64x2.extract_lane:
  ;; V2: pshufd
  ;; V3-LABEL: wasm.f64x2.extract_lane:
  ;; V3: vshufps
  (func $f64x2.extract_lane (param v128) (result f64) (f64x2.extract_lane 1 (local.get 0)))

  ;; V2-LABEL: wasm.f64x2.replace_lane:
  ;; V2: movlhps
  ;; V3-LABEL: wasm.f64x2.replace_lane:
  ;; V3: vmovlhps
  (func $f64x2.replace_lane (param v128 f64) (result v128) (f64x2.replace_lane 1 (local.get 0) (local.get 1))))
