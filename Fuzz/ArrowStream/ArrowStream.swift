// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArrowTables
import FuzzSupport

/// Arrow streams to tables, all that is in them, and back to a stream.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzArrowStream(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var limits = ArrowLimits()
        limits.mostRowsWithoutBytes = 1 << 12
        guard let table = try? ArrowTable(reading: ArrowBytes(copying: bytes), limits: limits) else { return }
        for column in table.columns {
            // What stands in a dictionary once may come often.
            var budget = 1 << 24
            _ = try? column.values(spending: &budget)
            _ = try? column.bools()
            _ = try? column.dates()
            _ = try? column.times()
            _ = try? column.moments().compactMap { $0?.description }.count
            _ = try? column.durations()
            _ = try? column.decimals().compactMap { $0?.description }.count
            _ = try? column.optionals(as: Int64.self)
            _ = try? column.values(as: Double.self)
        }
        guard let encoded = try? table.encoded() else { return }
        let again = must("our own stream cannot be read") { try ArrowTable(reading: encoded.bytes, limits: limits) }
        check(again.schema.fields == table.schema.fields, "written and read again it has other columns")
        check(again.rowCount == table.rowCount, "written and read again it has other rows")
    }
}
