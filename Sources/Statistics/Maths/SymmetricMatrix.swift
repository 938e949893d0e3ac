import Foundation

/// A small symmetric matrix: second derivatives and covariances of a handful of parameters.
struct SymmetricMatrix: Equatable, Sendable {
    let size: Int
    private var cells: [Double]

    init(size: Int) {
        self.size = size
        cells = Array(repeating: 0, count: size * size)
    }

    subscript(row: Int, column: Int) -> Double {
        get { cells[row * size + column] }
        set {
            cells[row * size + column] = newValue
            cells[column * size + row] = newValue
        }
    }

    var diagonal: [Double] { (0..<size).map { self[$0, $0] } }

    /// The lower triangle L with L·Lᵀ = self, row by row; nil unless every eigenvalue is clearly positive.
    func choleskyFactor() -> [Double]? {
        var lower = Array(repeating: 0.0, count: size * size)
        for row in 0..<size {
            for column in 0...row {
                var rest = self[row, column]
                for k in 0..<column { rest -= lower[row * size + k] * lower[column * size + k] }
                if row == column {
                    // What is left of the diagonal is rounding alone below this.
                    guard rest > 1e-13 * abs(self[row, row]), rest.isFinite else { return nil }
                    lower[row * size + row] = rest.squareRoot()
                } else {
                    lower[row * size + column] = rest / lower[column * size + column]
                }
            }
        }
        return lower
    }

    /// The x with self · x = `right`, or nil unless the matrix is positive definite.
    func solved(for right: [Double]) -> [Double]? {
        guard let lower = choleskyFactor() else { return nil }
        var x = right
        for row in 0..<size {
            for k in 0..<row { x[row] -= lower[row * size + k] * x[k] }
            x[row] /= lower[row * size + row]
        }
        for row in (0..<size).reversed() {
            for k in (row + 1)..<max(size, row + 1) { x[row] -= lower[k * size + row] * x[k] }
            x[row] /= lower[row * size + row]
        }
        return x
    }

    /// The inverse, or nil unless the matrix is positive definite.
    func inverse() -> SymmetricMatrix? {
        var inverse = SymmetricMatrix(size: size)
        for column in 0..<size {
            var unit = Array(repeating: 0.0, count: size)
            unit[column] = 1
            guard let x = solved(for: unit) else { return nil }
            for row in 0...column { inverse[row, column] = x[row] }
        }
        return inverse
    }
}
