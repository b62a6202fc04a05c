// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel

/// What a name's fragment takes of the samples, with the description that some fragments need.
struct Selection: Sendable {
    fileprivate var selector: FragmentSelector?
    fileprivate var name: ParsedName?
    fileprivate var description: ResourceDescription

    /// The selected part; a failure stays what it is.
    func apply(_ sample: Sample) -> Result<Sample, PharosError> {
        guard let selector, sample.payload.encoding != .failure else { return .success(sample) }
        let reading = Reading(sample, info: description.info, configuration: description.configuration)
        do {
            return .success(try reading.selecting(selector, of: name))
        } catch {
            return .failure(error)
        }
    }
}

extension Pharos {
    /// What the fragment of a name selects; asks for the resource's description when the fragment is about it.
    func selection(_ target: Target, timeout: TimeAmount? = nil) async throws(PharosError) -> Selection {
        let unknown = ResourceDescription(info: ResourceInfo(path: target.reference.path, role: .topic, kind: .attribute))
        guard let selector = target.selector else { return Selection(description: unknown) }
        let name = try? names.parse(target.text, as: .attribute, strict: false)
        switch selector.property {
        case .rvalue, .wvalue, .time, .quality, .units, .name, .fullname, .state:
            return Selection(selector: selector, name: name, description: unknown)
        case .label, .description, .type, .writable, .dataFormat, .range, .warnings, .alarms, .precision:
            let description = try await target.access.describe(
                target.reference, timeout: timeout ?? TimeAmount(configuration.timeout))
            return Selection(selector: selector, name: name, description: description)
        }
    }

    /// The part of a sample that the name's fragment selects.
    func selected(
        _ sample: Sample, _ target: Target, timeout: TimeAmount
    ) async throws(PharosError) -> Sample {
        guard target.selector != nil else { return sample }
        return try await selection(target, timeout: timeout).apply(sample).get()
    }
}
