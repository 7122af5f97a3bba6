;; Loads and stores of vectors: the machine code of each, for x86-64-v2 and x86-64-v3. (The moves are left out.)
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --march x86-64-v2 --emit asm -o - | FileCheck --check-prefix=V2 --implicit-check-not=callq %s
;; RUN: %wasixc %t.wasm --march x86-64-v3 --emit asm -o - | FileCheck --check-prefix=V3 --implicit-check-not=callq %s
(module
  (memory (export "memory") 1)
  (func (export "_start"))

  ;; V2-LABEL: wasm.v128.load:
  ;; V2: movups
  ;; V3-LABEL: wasm.v128.load:
  ;; V3: vmovups
  (func $v128.load (param i32) (result v128) (v128.load (local.get 0)))

  ;; V2-LABEL: wasm.v128.load8x8_s:
  ;; V2: pmovsxbw
  ;; V3-LABEL: wasm.v128.load8x8_s:
  ;; V3: vpmovsxbw
  (func $v128.load8x8_s (param i32) (result v128) (v128.load8x8_s (local.get 0)))

  ;; V2-LABEL: wasm.v128.load8x8_u:
  ;; V2: pmovzxbw
  ;; V3-LABEL: wasm.v128.load8x8_u:
  ;; V3: vpmovzxbw
  (func $v128.load8x8_u (param i32) (result v128) (v128.load8x8_u (local.get 0)))

  ;; V2-LABEL: wasm.v128.load16x4_s:
  ;; V2: pmovsxwd
  ;; V3-LABEL: wasm.v128.load16x4_s:
  ;; V3: vpmovsxwd
  (func $v128.load16x4_s (param i32) (result v128) (v128.load16x4_s (local.get 0)))

  ;; V2-LABEL: wasm.v128.load16x4_u:
  ;; V2: pmovzxwd
  ;; V3-LABEL: wasm.v128.load16x4_u:
  ;; V3: vpmovzxwd
  (func $v128.load16x4_u (param i32) (result v128) (v128.load16x4_u (local.get 0)))

  ;; V2-LABEL: wasm.v128.load32x2_s:
  ;; V2: pmovsxdq
  ;; V3-LABEL: wasm.v128.load32x2_s:
  ;; V3: vpmovsxdq
  (func $v128.load32x2_s (param i32) (result v128) (v128.load32x2_s (local.get 0)))

  ;; V2-LABEL: wasm.v128.load32x2_u:
  ;; V2: pmovzxdq
  ;; V3-LABEL: wasm.v128.load32x2_u:
  ;; V3: vpmovzxdq
  (func $v128.load32x2_u (param i32) (result v128) (v128.load32x2_u (local.get 0)))

  ;; V2-LABEL: wasm.v128.load8_splat:
  ;; V2: movzbl
  ;; V2: movd
  ;; V2: pxor
  ;; V2: pshufb
  ;; V3-LABEL: wasm.v128.load8_splat:
  ;; V3: vpbroadcastb
  (func $v128.load8_splat (param i32) (result v128) (v128.load8_splat (local.get 0)))

  ;; V2-LABEL: wasm.v128.load16_splat:
  ;; V2: movzwl
  ;; V2: movd
  ;; V2: pshuflw
  ;; V2: pshufd
  ;; V3-LABEL: wasm.v128.load16_splat:
  ;; V3: vpbroadcastw
  (func $v128.load16_splat (param i32) (result v128) (v128.load16_splat (local.get 0)))

  ;; V2-LABEL: wasm.v128.load32_splat:
  ;; V2: movd
  ;; V2: pshufd
  ;; V3-LABEL: wasm.v128.load32_splat:
  ;; V3: vbroadcastss
  (func $v128.load32_splat (param i32) (result v128) (v128.load32_splat (local.get 0)))

  ;; V2-LABEL: wasm.v128.load64_splat:
  ;; V2: pshufd
  ;; V3-LABEL: wasm.v128.load64_splat:
  ;; V3: vmovddup
  (func $v128.load64_splat (param i32) (result v128) (v128.load64_splat (local.get 0)))

  ;; V2-LABEL: wasm.v128.load32_zero:
  ;; V2: movss
  ;; V3-LABEL: wasm.v128.load32_zero:
  ;; V3: vmovss
  (func $v128.load32_zero (param i32) (result v128) (v128.load32_zero (local.get 0)))

  ;; V2-LABEL: wasm.v128.load64_zero:
  ;; V2: movsd
  ;; V3-LABEL: wasm.v128.load64_zero:
  ;; V3: vmovsd
  (func $v128.load64_zero (param i32) (result v128) (v128.load64_zero (local.get 0)))

  ;; V2-LABEL: wasm.v128.store:
  ;; V2: movups
  ;; V3-LABEL: wasm.v128.store:
  ;; V3: vmovups
  (func $v128.store (param i32 v128) (v128.store (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.v128.load8_lane:
  ;; V2: pinsrb
  ;; V3-LABEL: wasm.v128.load8_lane:
  ;; V3: vpinsrb
  (func $v128.load8_lane (param i32 v128) (result v128) (v128.load8_lane 1 (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.v128.load16_lane:
  ;; V2: pinsrw
  ;; V3-LABEL: wasm.v128.load16_lane:
  ;; V3: vpinsrw
  (func $v128.load16_lane (param i32 v128) (result v128) (v128.load16_lane 1 (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.v128.load32_lane:
  ;; V2: pinsrd
  ;; V3-LABEL: wasm.v128.load32_lane:
  ;; V3: vpinsrd
  (func $v128.load32_lane (param i32 v128) (result v128) (v128.load32_lane 1 (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.v128.load64_lane:
  ;; V2: pinsrq
  ;; V3-LABEL: wasm.v128.load64_lane:
  ;; V3: vpinsrq
  (func $v128.load64_lane (param i32 v128) (result v128) (v128.load64_lane 1 (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.v128.store8_lane:
  ;; V2: pextrb
  ;; V3-LABEL: wasm.v128.store8_lane:
  ;; V3: vpextrb
  (func $v128.store8_lane (param i32 v128) (v128.store8_lane 1 (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.v128.store16_lane:
  ;; V2: pextrw
  ;; V3-LABEL: wasm.v128.store16_lane:
  ;; V3: vpextrw
  (func $v128.store16_lane (param i32 v128) (v128.store16_lane 1 (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.v128.store32_lane:
  ;; V2: extractps
  ;; V3-LABEL: wasm.v128.store32_lane:
  ;; V3: vextractps
  (func $v128.store32_lane (param i32 v128) (v128.store32_lane 1 (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.v128.store64_lane:
  ;; V2: pextrq
  ;; V3-LABEL: wasm.v128.store64_lane:
  ;; V3: vpextrq
  (func $v128.store64_lane (param i32 v128) (v128.store64_lane 1 (local.get 0) (local.get 1))))
