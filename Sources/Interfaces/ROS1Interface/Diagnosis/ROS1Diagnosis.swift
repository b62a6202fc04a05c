// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
public import NIOCore
public import PharosModel
import ROS1
import XMLRPC

/// Finds out why a ROS 1 graph does not work as it should: master, names and addresses, clocks, registrations of nodes
/// that are gone, types that nobody knows. It registers nothing and changes nothing.
public struct ROS1Diagnosis: Sendable {
    let authority: String
    let environment: [String: String]
    let eventLoop: any EventLoop
    let master: XMLRPCClient
    let masterHost: String

    /// More nodes or services than that are not all asked.
    static let maximumAsked = 500
    static let patience = TimeAmount.seconds(2)
    private static let skewLimit = 2.0

    /// A diagnosis of the graph of a master.
    /// - Parameters:
    ///   - authority: `host:port`.
    ///   - environment: where `ROS_IP`, `ROS_HOSTNAME` and the installed packages are looked up.
    /// - Throws: ``PharosError`` with `invalidName`.
    public init(authority: String, environment: [String: String], eventLoop: any EventLoop) throws(PharosError) {
        guard let place = XMLRPCClient.address("http://\(authority)") else {
            throw PharosError(.invalidName, "'\(authority)' is no host:port")
        }
        self.authority = authority
        self.environment = environment
        self.eventLoop = eventLoop
        masterHost = place.host
        master = XMLRPCClient(host: place.host, port: place.port, path: place.path, eventLoop: eventLoop)
    }

    /// Looks at everything, in the order in which one thing depends on the other.
    public func run() async -> [Finding] {
        defer { master.close() }
        var findings = variables()
        let addresses = await HostLookup.addresses(masterHost)
        guard !addresses.isEmpty else {
            return findings + [
                Finding(
                    .problem, "name resolution", "the master's host '\(masterHost)' does not resolve",
                    advice: "put it into /etc/hosts or DNS, or name the master by its address")
            ]
        }
        let isLocal = addresses.contains(where: HostLookup.isLoopback)
            || !HostLookup.ownAddresses().isDisjoint(with: addresses)
        findings += await ownAddress(masterIsLocal: isLocal)
        guard let state = await graph(&findings) else { return findings }
        findings += await clocks(state)
        findings += await nodes(state, masterIsLocal: isLocal)
        findings += await types(state)
        return findings
    }

    // MARK: Names and addresses

    private func variables() -> [Finding] {
        var findings: [Finding] = []
        let name = environment["ROS_HOSTNAME"] ?? ""
        let address = environment["ROS_IP"] ?? ""
        if !name.isEmpty, !address.isEmpty {
            findings.append(
                Finding(
                    .warning, "environment", "ROS_HOSTNAME (\(name)) and ROS_IP (\(address)) are both set; ROS_HOSTNAME counts",
                    advice: "unset the one that is not meant"))
        }
        if name.contains("/") || (name.contains(":") && !name.contains("::")) {
            findings.append(
                Finding(
                    .problem, "environment", "ROS_HOSTNAME is '\(name)'; a bare host name is expected",
                    advice: "export ROS_HOSTNAME=host, without http:// and port"))
        }
        return findings
    }

    private func ownAddress(masterIsLocal: Bool) async -> [Finding] {
        let own = AdvertisedAddress.find(specials: [:], environment: environment, masterHost: masterHost)
        let addresses = await HostLookup.addresses(own.host)
        if addresses.isEmpty {
            return [
                Finding(
                    .problem, "own address", "others are told '\(own.host)', which does not resolve here",
                    advice: "set ROS_IP to an address of this machine that the others reach")
            ]
        }
        if !masterIsLocal, addresses.allSatisfy(HostLookup.isLoopback) {
            return [
                Finding(
                    .problem, "own address",
                    "others are told '\(own.host)', which is \(addresses.joined(separator: ", ")): on other machines "
                        + "that is themselves, and the master is on another machine",
                    advice: "set ROS_IP to an address of this machine that the others reach")
            ]
        }
        if HostLookup.ownAddresses().isDisjoint(with: addresses) {
            return [
                Finding(
                    .problem, "own address",
                    "others are told '\(own.host)', which is \(addresses.joined(separator: ", ")): no address of this machine",
                    advice: "correct ROS_IP or ROS_HOSTNAME, or the entry in /etc/hosts")
            ]
        }
        return [Finding(.fine, "own address", "others are told '\(own.host)' (\(addresses.joined(separator: ", ")))")]
    }

    // MARK: The master

    private func graph(_ findings: inout [Finding]) async -> GraphView? {
        let begun = NIODeadline.now()
        do {
            let answer = try await master.call("getSystemState", [.string("/pharos_doctor")], timeout: .seconds(5))
            let milliseconds = Double((NIODeadline.now() - begun).nanoseconds) / 1e6
            guard let view = GraphView(answer) else {
                findings.append(
                    Finding(
                        .problem, "master", "what answers at \(authority) is no ROS master",
                        advice: "correct ROS_MASTER_URI"))
                return nil
            }
            let summary = "answers at \(authority) in \(Int(milliseconds.rounded())) ms: \(view.nodes.count) nodes, "
                + "\(view.topics.count) topics, \(view.services.count) services"
            findings.append(
                milliseconds < 1000
                    ? Finding(.fine, "master", summary)
                    : Finding(
                        .warning, "master", summary,
                        advice: "a master this slow delays every start; is its host overloaded, or name resolution slow?"))
            return view
        } catch {
            findings.append(
                Finding(
                    .problem, "master", "no master answers at \(authority): \(error)",
                    advice: "start one (roscore, or pharos master), or set ROS_MASTER_URI to the one that is meant"))
            return nil
        }
    }

    private func clocks(_ state: GraphView) async -> [Finding] {
        var findings: [Finding] = []
        if let date = master.lastDate, let there = HTTPDate.seconds(date) {
            // The header has whole seconds, so that up to one is no difference.
            let difference = there - Timestamp.now.seconds
            let skew = difference > 0 ? difference : min(0, difference + 1)
            if abs(skew) > ROS1Diagnosis.skewLimit {
                findings.append(
                    Finding(
                        .problem, "clock",
                        "the master's clock is \(Int(abs(skew).rounded())) s \(skew > 0 ? "ahead of" : "behind") this machine's; "
                            + "transforms and time-outs go wrong",
                        advice: "synchronise both by NTP (chrony)"))
            } else {
                findings.append(Finding(.fine, "clock", "agrees with the master's to the second that it tells"))
            }
        }
        let simulated = try? await master.call("getParam", [.string("/pharos_doctor"), .string("/use_sim_time")], timeout: ROS1Diagnosis.patience)
        if let parts = simulated?.array, parts.count == 3, parts[2].bool == true, !state.isPublished("/clock") {
            findings.append(
                Finding(
                    .problem, "clock", "/use_sim_time is true and nobody publishes /clock: time stands still for every node",
                    advice: "start the simulator, or: rosparam delete /use_sim_time"))
        }
        return findings
    }
}
