;; Integer arithmetic, shifts and bitwise instructions of vectors: the machine code of each, for x86-64-v2 and x86-64-v3. (The moves are left out.)
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --march x86-64-v2 --emit asm -o - | FileCheck --check-prefix=V2 --implicit-check-not=pextr --implicit-check-not=pinsr --implicit-check-not=callq %s
;; RUN: %wasixc %t.wasm --march x86-64-v3 --emit asm -o - | FileCheck --check-prefix=V3 --implicit-check-not=pextr --implicit-check-not=pinsr --implicit-check-not=callq %s
(module
  (memory (export "memory") 1)
  (func (export "_start"))

  ;; V2-LABEL: wasm.v128.not:
  ;; V2: pcmpeqd
  ;; V2: pxor
  ;; V3-LABEL: wasm.v128.not:
  ;; V3: vpcmpeqd
  ;; V3: vpxor
  (func $v128.not (param v128) (result v128) (v128.not (local.get 0)))

  ;; V2-LABEL: wasm.v128.and:
  ;; V2: andps
  ;; V3-LABEL: wasm.v128.and:
  ;; V3: vandps
  (func $v128.and (param v128 v128) (result v128) (v128.and (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.v128.andnot:
  ;; V2: andnps
  ;; V3-LABEL: wasm.v128.andnot:
  ;; V3: vandnps
  (func $v128.andnot (param v128 v128) (result v128) (v128.andnot (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.v128.or:
  ;; V2: orps
  ;; V3-LABEL: wasm.v128.or:
  ;; V3: vorps
  (func $v128.or (param v128 v128) (result v128) (v128.or (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.v128.xor:
  ;; V2: xorps
  ;; V3-LABEL: wasm.v128.xor:
  ;; V3: vxorps
  (func $v128.xor (param v128 v128) (result v128) (v128.xor (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.v128.bitselect:
  ;; V2: andps
  ;; V2: andnps
  ;; V2: orps
  ;; V3-LABEL: wasm.v128.bitselect:
  ;; V3: vandps
  ;; V3: vandnps
  ;; V3: vorps
  (func $v128.bitselect (param v128 v128 v128) (result v128) (v128.bitselect (local.get 0) (local.get 1) (local.get 2)))

  ;; V2-LABEL: wasm.i8x16.abs:
  ;; V2: pabsb
  ;; V3-LABEL: wasm.i8x16.abs:
  ;; V3: vpabsb
  (func $i8x16.abs (param v128) (result v128) (i8x16.abs (local.get 0)))

  ;; V2-LABEL: wasm.i8x16.neg:
  ;; V2: pxor
  ;; V2: psubb
  ;; V3-LABEL: wasm.i8x16.neg:
  ;; V3: vpxor
  ;; V3: vpsubb
  (func $i8x16.neg (param v128) (result v128) (i8x16.neg (local.get 0)))

  ;; V2-LABEL: wasm.i8x16.popcnt:
  ;; V2: pand
  ;; V2: pshufb
  ;; V2: psrlw
  ;; V2: pand
  ;; V2: pshufb
  ;; V2: paddb
  ;; V3-LABEL: wasm.i8x16.popcnt:
  ;; V3: vpbroadcastd
  ;; V3: vpand
  ;; V3: vpshufb
  ;; V3: vpsrlw
  ;; V3: vpand
  ;; V3: vpshufb
  ;; V3: vpaddb
  (func $i8x16.popcnt (param v128) (result v128) (i8x16.popcnt (local.get 0)))

  ;; V2-LABEL: wasm.i8x16.shl:
  ;; V2: andl
  ;; V2: movd
  ;; V2: psllw
  ;; V2: pcmpeqd
  ;; V2: psllw
  ;; V2: pxor
  ;; V2: pshufb
  ;; V2: pand
  ;; V3-LABEL: wasm.i8x16.shl:
  ;; V3: andl
  ;; V3: vmovd
  ;; V3: vpsllw
  ;; V3: vpcmpeqd
  ;; V3: vpsllw
  ;; V3: vpbroadcastb
  ;; V3: vpand
  (func $i8x16.shl (param v128 i32) (result v128) (i8x16.shl (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.shr_s:
  ;; V2: andl
  ;; V2: movd
  ;; V2: psrlw
  ;; V2: pcmpeqd
  ;; V2: psrlw
  ;; V2: psrlw
  ;; V2: pshufb
  ;; V2: pand
  ;; V2: pxor
  ;; V2: psubb
  ;; V3-LABEL: wasm.i8x16.shr_s:
  ;; V3: andl
  ;; V3: vmovd
  ;; V3: vpsrlw
  ;; V3: vpcmpeqd
  ;; V3: vpsrlw
  ;; V3: vpshufb
  ;; V3: vpand
  ;; V3: vpbroadcastd
  ;; V3: vpsrlw
  ;; V3: vpxor
  ;; V3: vpsubb
  (func $i8x16.shr_s (param v128 i32) (result v128) (i8x16.shr_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.shr_u:
  ;; V2: andl
  ;; V2: movd
  ;; V2: psrlw
  ;; V2: pcmpeqd
  ;; V2: psrlw
  ;; V2: pshufb
  ;; V2: pand
  ;; V3-LABEL: wasm.i8x16.shr_u:
  ;; V3: andl
  ;; V3: vmovd
  ;; V3: vpsrlw
  ;; V3: vpcmpeqd
  ;; V3: vpsrlw
  ;; V3: vpshufb
  ;; V3: vpand
  (func $i8x16.shr_u (param v128 i32) (result v128) (i8x16.shr_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.add:
  ;; V2: paddb
  ;; V3-LABEL: wasm.i8x16.add:
  ;; V3: vpaddb
  (func $i8x16.add (param v128 v128) (result v128) (i8x16.add (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.add_sat_s:
  ;; V2: paddsb
  ;; V3-LABEL: wasm.i8x16.add_sat_s:
  ;; V3: vpaddsb
  (func $i8x16.add_sat_s (param v128 v128) (result v128) (i8x16.add_sat_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.add_sat_u:
  ;; V2: paddusb
  ;; V3-LABEL: wasm.i8x16.add_sat_u:
  ;; V3: vpaddusb
  (func $i8x16.add_sat_u (param v128 v128) (result v128) (i8x16.add_sat_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.sub:
  ;; V2: psubb
  ;; V3-LABEL: wasm.i8x16.sub:
  ;; V3: vpsubb
  (func $i8x16.sub (param v128 v128) (result v128) (i8x16.sub (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.sub_sat_s:
  ;; V2: psubsb
  ;; V3-LABEL: wasm.i8x16.sub_sat_s:
  ;; V3: vpsubsb
  (func $i8x16.sub_sat_s (param v128 v128) (result v128) (i8x16.sub_sat_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.sub_sat_u:
  ;; V2: psubusb
  ;; V3-LABEL: wasm.i8x16.sub_sat_u:
  ;; V3: vpsubusb
  (func $i8x16.sub_sat_u (param v128 v128) (result v128) (i8x16.sub_sat_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.min_s:
  ;; V2: pminsb
  ;; V3-LABEL: wasm.i8x16.min_s:
  ;; V3: vpminsb
  (func $i8x16.min_s (param v128 v128) (result v128) (i8x16.min_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.min_u:
  ;; V2: pminub
  ;; V3-LABEL: wasm.i8x16.min_u:
  ;; V3: vpminub
  (func $i8x16.min_u (param v128 v128) (result v128) (i8x16.min_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.max_s:
  ;; V2: pmaxsb
  ;; V3-LABEL: wasm.i8x16.max_s:
  ;; V3: vpmaxsb
  (func $i8x16.max_s (param v128 v128) (result v128) (i8x16.max_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.max_u:
  ;; V2: pmaxub
  ;; V3-LABEL: wasm.i8x16.max_u:
  ;; V3: vpmaxub
  (func $i8x16.max_u (param v128 v128) (result v128) (i8x16.max_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i8x16.avgr_u:
  ;; V2: pavgb
  ;; V3-LABEL: wasm.i8x16.avgr_u:
  ;; V3: vpavgb
  (func $i8x16.avgr_u (param v128 v128) (result v128) (i8x16.avgr_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.extadd_pairwise_i8x16_s:
  ;; V2: pmaddubsw
  ;; V3-LABEL: wasm.i16x8.extadd_pairwise_i8x16_s:
  ;; V3: vpbroadcastd
  ;; V3: vpmaddubsw
  (func $i16x8.extadd_pairwise_i8x16_s (param v128) (result v128) (i16x8.extadd_pairwise_i8x16_s (local.get 0)))

  ;; V2-LABEL: wasm.i16x8.extadd_pairwise_i8x16_u:
  ;; V2: pmaddubsw
  ;; V3-LABEL: wasm.i16x8.extadd_pairwise_i8x16_u:
  ;; V3: vpmaddubsw
  (func $i16x8.extadd_pairwise_i8x16_u (param v128) (result v128) (i16x8.extadd_pairwise_i8x16_u (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.extadd_pairwise_i16x8_s:
  ;; V2: pmaddwd
  ;; V3-LABEL: wasm.i32x4.extadd_pairwise_i16x8_s:
  ;; V3: vpmaddwd
  (func $i32x4.extadd_pairwise_i16x8_s (param v128) (result v128) (i32x4.extadd_pairwise_i16x8_s (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.extadd_pairwise_i16x8_u:
  ;; V2: pxor
  ;; V2: pblendw
  ;; V2: psrld
  ;; V2: paddd
  ;; V3-LABEL: wasm.i32x4.extadd_pairwise_i16x8_u:
  ;; V3: vpxor
  ;; V3: vpblendw
  ;; V3: vpsrld
  ;; V3: vpaddd
  (func $i32x4.extadd_pairwise_i16x8_u (param v128) (result v128) (i32x4.extadd_pairwise_i16x8_u (local.get 0)))

  ;; V2-LABEL: wasm.i16x8.abs:
  ;; V2: pabsw
  ;; V3-LABEL: wasm.i16x8.abs:
  ;; V3: vpabsw
  (func $i16x8.abs (param v128) (result v128) (i16x8.abs (local.get 0)))

  ;; V2-LABEL: wasm.i16x8.neg:
  ;; V2: pxor
  ;; V2: psubw
  ;; V3-LABEL: wasm.i16x8.neg:
  ;; V3: vpxor
  ;; V3: vpsubw
  (func $i16x8.neg (param v128) (result v128) (i16x8.neg (local.get 0)))

  ;; V2-LABEL: wasm.i16x8.q15mulr_sat_s:
  ;; V2: pmulhrsw
  ;; V2: pcmpeqw
  ;; V2: pxor
  ;; V3-LABEL: wasm.i16x8.q15mulr_sat_s:
  ;; V3: vpmulhrsw
  ;; V3: vpcmpeqw
  ;; V3: vpxor
  (func $i16x8.q15mulr_sat_s (param v128 v128) (result v128) (i16x8.q15mulr_sat_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.shl:
  ;; V2: andl
  ;; V2: movd
  ;; V2: psllw
  ;; V3-LABEL: wasm.i16x8.shl:
  ;; V3: andl
  ;; V3: vmovd
  ;; V3: vpsllw
  (func $i16x8.shl (param v128 i32) (result v128) (i16x8.shl (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.shr_s:
  ;; V2: andl
  ;; V2: movd
  ;; V2: psraw
  ;; V3-LABEL: wasm.i16x8.shr_s:
  ;; V3: andl
  ;; V3: vmovd
  ;; V3: vpsraw
  (func $i16x8.shr_s (param v128 i32) (result v128) (i16x8.shr_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.shr_u:
  ;; V2: andl
  ;; V2: movd
  ;; V2: psrlw
  ;; V3-LABEL: wasm.i16x8.shr_u:
  ;; V3: andl
  ;; V3: vmovd
  ;; V3: vpsrlw
  (func $i16x8.shr_u (param v128 i32) (result v128) (i16x8.shr_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.add:
  ;; V2: paddw
  ;; V3-LABEL: wasm.i16x8.add:
  ;; V3: vpaddw
  (func $i16x8.add (param v128 v128) (result v128) (i16x8.add (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.add_sat_s:
  ;; V2: paddsw
  ;; V3-LABEL: wasm.i16x8.add_sat_s:
  ;; V3: vpaddsw
  (func $i16x8.add_sat_s (param v128 v128) (result v128) (i16x8.add_sat_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.add_sat_u:
  ;; V2: paddusw
  ;; V3-LABEL: wasm.i16x8.add_sat_u:
  ;; V3: vpaddusw
  (func $i16x8.add_sat_u (param v128 v128) (result v128) (i16x8.add_sat_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.sub:
  ;; V2: psubw
  ;; V3-LABEL: wasm.i16x8.sub:
  ;; V3: vpsubw
  (func $i16x8.sub (param v128 v128) (result v128) (i16x8.sub (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.sub_sat_s:
  ;; V2: psubsw
  ;; V3-LABEL: wasm.i16x8.sub_sat_s:
  ;; V3: vpsubsw
  (func $i16x8.sub_sat_s (param v128 v128) (result v128) (i16x8.sub_sat_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.sub_sat_u:
  ;; V2: psubusw
  ;; V3-LABEL: wasm.i16x8.sub_sat_u:
  ;; V3: vpsubusw
  (func $i16x8.sub_sat_u (param v128 v128) (result v128) (i16x8.sub_sat_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.mul:
  ;; V2: pmullw
  ;; V3-LABEL: wasm.i16x8.mul:
  ;; V3: vpmullw
  (func $i16x8.mul (param v128 v128) (result v128) (i16x8.mul (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.min_s:
  ;; V2: pminsw
  ;; V3-LABEL: wasm.i16x8.min_s:
  ;; V3: vpminsw
  (func $i16x8.min_s (param v128 v128) (result v128) (i16x8.min_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.min_u:
  ;; V2: pminuw
  ;; V3-LABEL: wasm.i16x8.min_u:
  ;; V3: vpminuw
  (func $i16x8.min_u (param v128 v128) (result v128) (i16x8.min_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.max_s:
  ;; V2: pmaxsw
  ;; V3-LABEL: wasm.i16x8.max_s:
  ;; V3: vpmaxsw
  (func $i16x8.max_s (param v128 v128) (result v128) (i16x8.max_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.max_u:
  ;; V2: pmaxuw
  ;; V3-LABEL: wasm.i16x8.max_u:
  ;; V3: vpmaxuw
  (func $i16x8.max_u (param v128 v128) (result v128) (i16x8.max_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.avgr_u:
  ;; V2: pavgw
  ;; V3-LABEL: wasm.i16x8.avgr_u:
  ;; V3: vpavgw
  (func $i16x8.avgr_u (param v128 v128) (result v128) (i16x8.avgr_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.extmul_low_i8x16_s:
  ;; V2: pmovsxbw
  ;; V2: pmovsxbw
  ;; V2: pmullw
  ;; V3-LABEL: wasm.i16x8.extmul_low_i8x16_s:
  ;; V3: vpmovsxbw
  ;; V3: vpmovsxbw
  ;; V3: vpmullw
  (func $i16x8.extmul_low_i8x16_s (param v128 v128) (result v128) (i16x8.extmul_low_i8x16_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.extmul_high_i8x16_s:
  ;; V2: pshufd
  ;; V2: pmovsxbw
  ;; V2: pshufd
  ;; V2: pmovsxbw
  ;; V2: pmullw
  ;; V3-LABEL: wasm.i16x8.extmul_high_i8x16_s:
  ;; V3: vpshufd
  ;; V3: vpmovsxbw
  ;; V3: vpshufd
  ;; V3: vpmovsxbw
  ;; V3: vpmullw
  (func $i16x8.extmul_high_i8x16_s (param v128 v128) (result v128) (i16x8.extmul_high_i8x16_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.extmul_low_i8x16_u:
  ;; V2: pmovzxbw
  ;; V2: pmovzxbw
  ;; V2: pmullw
  ;; V3-LABEL: wasm.i16x8.extmul_low_i8x16_u:
  ;; V3: vpmovzxbw
  ;; V3: vpmovzxbw
  ;; V3: vpmullw
  (func $i16x8.extmul_low_i8x16_u (param v128 v128) (result v128) (i16x8.extmul_low_i8x16_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i16x8.extmul_high_i8x16_u:
  ;; V2: pxor
  ;; V2: punpckhbw
  ;; V2: punpckhbw
  ;; V2: pmullw
  ;; V3-LABEL: wasm.i16x8.extmul_high_i8x16_u:
  ;; V3: vpxor
  ;; V3: vpunpckhbw
  ;; V3: vpunpckhbw
  ;; V3: vpmullw
  (func $i16x8.extmul_high_i8x16_u (param v128 v128) (result v128) (i16x8.extmul_high_i8x16_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.abs:
  ;; V2: pabsd
  ;; V3-LABEL: wasm.i32x4.abs:
  ;; V3: vpabsd
  (func $i32x4.abs (param v128) (result v128) (i32x4.abs (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.neg:
  ;; V2: pxor
  ;; V2: psubd
  ;; V3-LABEL: wasm.i32x4.neg:
  ;; V3: vpxor
  ;; V3: vpsubd
  (func $i32x4.neg (param v128) (result v128) (i32x4.neg (local.get 0)))

  ;; V2-LABEL: wasm.i32x4.shl:
  ;; V2: andl
  ;; V2: movd
  ;; V2: pslld
  ;; V3-LABEL: wasm.i32x4.shl:
  ;; V3: andl
  ;; V3: vmovd
  ;; V3: vpslld
  (func $i32x4.shl (param v128 i32) (result v128) (i32x4.shl (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.shr_s:
  ;; V2: andl
  ;; V2: movd
  ;; V2: psrad
  ;; V3-LABEL: wasm.i32x4.shr_s:
  ;; V3: andl
  ;; V3: vmovd
  ;; V3: vpsrad
  (func $i32x4.shr_s (param v128 i32) (result v128) (i32x4.shr_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.shr_u:
  ;; V2: andl
  ;; V2: movd
  ;; V2: psrld
  ;; V3-LABEL: wasm.i32x4.shr_u:
  ;; V3: andl
  ;; V3: vmovd
  ;; V3: vpsrld
  (func $i32x4.shr_u (param v128 i32) (result v128) (i32x4.shr_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.add:
  ;; V2: paddd
  ;; V3-LABEL: wasm.i32x4.add:
  ;; V3: vpaddd
  (func $i32x4.add (param v128 v128) (result v128) (i32x4.add (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.sub:
  ;; V2: psubd
  ;; V3-LABEL: wasm.i32x4.sub:
  ;; V3: vpsubd
  (func $i32x4.sub (param v128 v128) (result v128) (i32x4.sub (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.mul:
  ;; V2: pmulld
  ;; V3-LABEL: wasm.i32x4.mul:
  ;; V3: vpmulld
  (func $i32x4.mul (param v128 v128) (result v128) (i32x4.mul (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.min_s:
  ;; V2: pminsd
  ;; V3-LABEL: wasm.i32x4.min_s:
  ;; V3: vpminsd
  (func $i32x4.min_s (param v128 v128) (result v128) (i32x4.min_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.min_u:
  ;; V2: pminud
  ;; V3-LABEL: wasm.i32x4.min_u:
  ;; V3: vpminud
  (func $i32x4.min_u (param v128 v128) (result v128) (i32x4.min_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.max_s:
  ;; V2: pmaxsd
  ;; V3-LABEL: wasm.i32x4.max_s:
  ;; V3: vpmaxsd
  (func $i32x4.max_s (param v128 v128) (result v128) (i32x4.max_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.max_u:
  ;; V2: pmaxud
  ;; V3-LABEL: wasm.i32x4.max_u:
  ;; V3: vpmaxud
  (func $i32x4.max_u (param v128 v128) (result v128) (i32x4.max_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.dot_i16x8_s:
  ;; V2: pmaddwd
  ;; V3-LABEL: wasm.i32x4.dot_i16x8_s:
  ;; V3: vpmaddwd
  (func $i32x4.dot_i16x8_s (param v128 v128) (result v128) (i32x4.dot_i16x8_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.extmul_low_i16x8_s:
  ;; V2: pmovzxwd
  ;; V2: pmovzxwd
  ;; V2: pmaddwd
  ;; V3-LABEL: wasm.i32x4.extmul_low_i16x8_s:
  ;; V3: vpmovzxwd
  ;; V3: vpmovzxwd
  ;; V3: vpmaddwd
  (func $i32x4.extmul_low_i16x8_s (param v128 v128) (result v128) (i32x4.extmul_low_i16x8_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.extmul_high_i16x8_s:
  ;; V2: pxor
  ;; V2: punpckhwd
  ;; V2: punpckhwd
  ;; V2: pmaddwd
  ;; V3-LABEL: wasm.i32x4.extmul_high_i16x8_s:
  ;; V3: vpxor
  ;; V3: vpunpckhwd
  ;; V3: vpunpckhwd
  ;; V3: vpmaddwd
  (func $i32x4.extmul_high_i16x8_s (param v128 v128) (result v128) (i32x4.extmul_high_i16x8_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.extmul_low_i16x8_u:
  ;; V2: pmovzxwd
  ;; V2: pmovzxwd
  ;; V2: pmulld
  ;; V3-LABEL: wasm.i32x4.extmul_low_i16x8_u:
  ;; V3: vpmovzxwd
  ;; V3: vpmovzxwd
  ;; V3: vpmulld
  (func $i32x4.extmul_low_i16x8_u (param v128 v128) (result v128) (i32x4.extmul_low_i16x8_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i32x4.extmul_high_i16x8_u:
  ;; V2: pxor
  ;; V2: punpckhwd
  ;; V2: punpckhwd
  ;; V2: pmulld
  ;; V3-LABEL: wasm.i32x4.extmul_high_i16x8_u:
  ;; V3: vpxor
  ;; V3: vpunpckhwd
  ;; V3: vpunpckhwd
  ;; V3: vpmulld
  (func $i32x4.extmul_high_i16x8_u (param v128 v128) (result v128) (i32x4.extmul_high_i16x8_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.abs:
  ;; V2: pxor
  ;; V2: psubq
  ;; V2: blendvpd
  ;; V3-LABEL: wasm.i64x2.abs:
  ;; V3: vpxor
  ;; V3: vpsubq
  ;; V3: vblendvpd
  (func $i64x2.abs (param v128) (result v128) (i64x2.abs (local.get 0)))

  ;; V2-LABEL: wasm.i64x2.neg:
  ;; V2: pxor
  ;; V2: psubq
  ;; V3-LABEL: wasm.i64x2.neg:
  ;; V3: vpxor
  ;; V3: vpsubq
  (func $i64x2.neg (param v128) (result v128) (i64x2.neg (local.get 0)))

  ;; V2-LABEL: wasm.i64x2.shl:
  ;; V2: andl
  ;; V2: movd
  ;; V2: psllq
  ;; V3-LABEL: wasm.i64x2.shl:
  ;; V3: andl
  ;; V3: vmovd
  ;; V3: vpsllq
  (func $i64x2.shl (param v128 i32) (result v128) (i64x2.shl (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.shr_s:
  ;; V2: andl
  ;; V2: movd
  ;; V2: psrlq
  ;; V2: psrlq
  ;; V2: pxor
  ;; V2: psubq
  ;; V3-LABEL: wasm.i64x2.shr_s:
  ;; V3: andl
  ;; V3: vmovd
  ;; V3: vpbroadcastq
  ;; V3: vpsrlq
  ;; V3: vpsrlq
  ;; V3: vpxor
  ;; V3: vpsubq
  (func $i64x2.shr_s (param v128 i32) (result v128) (i64x2.shr_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.shr_u:
  ;; V2: andl
  ;; V2: movd
  ;; V2: psrlq
  ;; V3-LABEL: wasm.i64x2.shr_u:
  ;; V3: andl
  ;; V3: vmovd
  ;; V3: vpsrlq
  (func $i64x2.shr_u (param v128 i32) (result v128) (i64x2.shr_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.add:
  ;; V2: paddq
  ;; V3-LABEL: wasm.i64x2.add:
  ;; V3: vpaddq
  (func $i64x2.add (param v128 v128) (result v128) (i64x2.add (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.sub:
  ;; V2: psubq
  ;; V3-LABEL: wasm.i64x2.sub:
  ;; V3: vpsubq
  (func $i64x2.sub (param v128 v128) (result v128) (i64x2.sub (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.mul:
  ;; V2: psrlq
  ;; V2: pmuludq
  ;; V2: psrlq
  ;; V2: pmuludq
  ;; V2: paddq
  ;; V2: psllq
  ;; V2: pmuludq
  ;; V2: paddq
  ;; V3-LABEL: wasm.i64x2.mul:
  ;; V3: vpsrlq
  ;; V3: vpmuludq
  ;; V3: vpsrlq
  ;; V3: vpmuludq
  ;; V3: vpaddq
  ;; V3: vpsllq
  ;; V3: vpmuludq
  ;; V3: vpaddq
  (func $i64x2.mul (param v128 v128) (result v128) (i64x2.mul (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.extmul_low_i32x4_s:
  ;; V2: pmovzxdq
  ;; V2: pmovzxdq
  ;; V2: pmuldq
  ;; V3-LABEL: wasm.i64x2.extmul_low_i32x4_s:
  ;; V3: vpmovzxdq
  ;; V3: vpmovzxdq
  ;; V3: vpmuldq
  (func $i64x2.extmul_low_i32x4_s (param v128 v128) (result v128) (i64x2.extmul_low_i32x4_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.extmul_high_i32x4_s:
  ;; V2: pshufd
  ;; V2: pshufd
  ;; V2: pmuldq
  ;; V3-LABEL: wasm.i64x2.extmul_high_i32x4_s:
  ;; V3: vpshufd
  ;; V3: vpshufd
  ;; V3: vpmuldq
  (func $i64x2.extmul_high_i32x4_s (param v128 v128) (result v128) (i64x2.extmul_high_i32x4_s (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.extmul_low_i32x4_u:
  ;; V2: pmovzxdq
  ;; V2: pmovzxdq
  ;; V2: pmuludq
  ;; V3-LABEL: wasm.i64x2.extmul_low_i32x4_u:
  ;; V3: vpmovzxdq
  ;; V3: vpmovzxdq
  ;; V3: vpmuludq
  (func $i64x2.extmul_low_i32x4_u (param v128 v128) (result v128) (i64x2.extmul_low_i32x4_u (local.get 0) (local.get 1)))

  ;; V2-LABEL: wasm.i64x2.extmul_high_i32x4_u:
  ;; V2: pshufd
  ;; V2: pshufd
  ;; V2: pmuludq
  ;; V3-LABEL: wasm.i64x2.extmul_high_i32x4_u:
  ;; V3: vpshufd
  ;; V3: vpshufd
  ;; V3: vpmuludq
  (func $i64x2.extmul_high_i32x4_u (param v128 v128) (result v128) (i64x2.extmul_high_i32x4_u (local.get 0) (local.get 1))))
