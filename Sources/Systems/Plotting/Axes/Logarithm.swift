// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The decimal logarithm.
func decimalLogarithm(_ value: Double) -> Double { log10(value) }

/// Ten to a whole power.
func powerOfTen(_ exponent: Int) -> Double { pow(10, Double(exponent)) }
