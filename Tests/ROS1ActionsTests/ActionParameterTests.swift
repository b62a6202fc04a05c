// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROS1
import ROS1Master
import ROSMessages
import Testing

@testable import ROS1Actions

/// What a graph's parameters say of an action.
@Suite(.timeLimit(.minutes(1)))
struct ActionParameterTests {
    @Test func `odd numbers are brought within what can be`() {
        #expect(ActionParameters.period(ofFrequency: 5) == .milliseconds(200))
        #expect(ActionParameters.period(ofFrequency: 1e300) == .milliseconds(1))
        #expect(ActionParameters.period(ofFrequency: 1e-300) == .hours(1))
        #expect(ActionParameters.period(ofFrequency: 0) == .zero && ActionParameters.period(ofFrequency: -3) == .zero)
        #expect(ActionParameters.time(ofSeconds: 2.5) == .milliseconds(2500))
        #expect(ActionParameters.time(ofSeconds: -1) == .zero && ActionParameters.time(ofSeconds: 1e300) == .seconds(1_000_000))
        #expect(ActionParameters.limit(ofLength: 7) == 7 && ActionParameters.limit(ofLength: -1) == nil)
        #expect(ActionParameters.limit(ofLength: 0) == 10_000 && ActionParameters.limit(ofLength: 1e300) == 10_000)
    }

    @Test func `parameters stand where a program leaves it open`() async throws {
        try await withROS1Master(ROS1Master.Configuration(port: 0)) { master in
            try await with("server", master.uri) { node in
                var server = await ActionServerConfiguration().filled(for: "/act", on: node)
                #expect(server.statusPeriod == .milliseconds(200) && server.listTime == .seconds(5))
                #expect(server.queueLimit == 50)
                var client = await ActionClientConfiguration().filled(for: "/act", on: node)
                #expect(client.queueLimit == 10 && client.feedbackLimit == 100)

                try await node.setParameter("/actionlib_status_frequency", 20)
                try await node.setParameter("/act/status_list_timeout", 1.5)
                try await node.setParameter("/actionlib_server_pub_queue_size", 8)
                try await node.setParameter("/act/actionlib_client_pub_queue_size", 3)
                try await node.setParameter("/actionlib_client_pub_queue_size", 4)
                try await node.setParameter("/actionlib_client_sub_queue_size", -1)
                server = await ActionServerConfiguration().filled(for: "/act", on: node)
                #expect(server.statusPeriod == .milliseconds(50) && server.listTime == .milliseconds(1500))
                #expect(server.queueLimit == 8)
                client = await ActionClientConfiguration().filled(for: "/act", on: node)
                #expect(client.queueLimit == 3 && client.feedbackLimit == 100)

                // The nearer one, the action's own one, and what the program says.
                try await node.setParameter("/server/actionlib_status_frequency", 40)
                server = await ActionServerConfiguration().filled(for: "/act", on: node)
                #expect(server.statusPeriod == .milliseconds(25))
                try await node.setParameter("/act/status_frequency", 0)
                server = await ActionServerConfiguration().filled(for: "/act", on: node)
                #expect(server.statusPeriod == .zero)
                try await node.setParameter("/act/status_list_timeout", "long")
                var own = ActionServerConfiguration()
                own.statusPeriod = .seconds(1)
                server = await own.filled(for: "/act", on: node)
                #expect(server.statusPeriod == .seconds(1) && server.listTime == .seconds(5))
            }
        }
    }

    @Test func `without a master an action begins at once`() async throws {
        try await with("server", "http://127.0.0.1:1") { node in
            let start = NIODeadline.now()
            let server = await ActionServerConfiguration().filled(for: "/act", on: node)
            #expect(server.statusPeriod == .milliseconds(200) && server.queueLimit == 50)
            #expect(.now() - start < .seconds(5))
        }
    }
}
