// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension Function {
    /// The function of one floating point number, nil for those that are none.
    ///
    /// As in numpy, what has no real result is NaN.
    @inline(__always)
    func scalar(_ x: Double) -> Double? {
        switch self {
        case .sin: sine(x)
        case .cos: cosine(x)
        case .tan: tangent(x)
        case .sqrt: x.squareRoot()
        case .exp: exponential(x)
        case .log: naturalLog(x)
        case .log10: decimalLog(x)
        case .abs, .fabs: x.magnitude
        case .floor: x.rounded(.down)
        case .ceil: x.rounded(.up)
        case .arcsin: arcSine(x)
        case .arccos: arcCosine(x)
        case .arctan: arcTangent(x)
        case .sinh: hyperbolicSine(x)
        case .cosh: hyperbolicCosine(x)
        case .tanh: hyperbolicTangent(x)
        case .arcsinh: areaSine(x)
        case .arccosh: areaCosine(x)
        case .arctanh: areaTangent(x)
        case .degrees: x * (180 / Double.pi)
        case .radians: x * (Double.pi / 180)
        default: nil
        }
    }
}
