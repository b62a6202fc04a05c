// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Where a view is within its message: kept as places, and written out only for errors. What is deeper than eight
/// steps is not told: to keep a list would cost more than a look.
struct ViewPath: Sendable {
    private var depth = 0
    /// Places of fields; elements are counted from -1 down.
    private var steps = SIMD8<Int32>()

    func field(_ index: Int) -> ViewPath { appending(index) }

    func element(_ index: Int) -> ViewPath { appending(-1 - index) }

    private func appending(_ step: Int) -> ViewPath {
        var path = self
        if depth < 8 { path.steps[depth] = Int32(clamping: step) }
        path.depth += 1
        return path
    }

    /// `geometry_msgs/Pose.position.x`.
    func text(from root: MessageSchema) -> String {
        var text = root.name.description
        var type = FieldType.message(root)
        for place in 0..<min(depth, 8) {
            let step = Int(steps[place])
            switch type {
            case .message(let schema) where schema.fields.indices.contains(step):
                text += ".\(schema.fields[step].name)"
                type = schema.fields[step].type
            case .array(let element, _):
                text += "[\(-1 - step)]"
                type = element
            default: return text
            }
        }
        return depth > 8 ? text + "…" : text
    }
}
