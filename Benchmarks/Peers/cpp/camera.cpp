// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
// A camera that does not wait: images of 1 MiB on /camera as fast as roscpp takes them, its queue two deep.
// args: seconds
#include <ros/ros.h>
#include <sensor_msgs/Image.h>
#include <cstdlib>

int main(int argc, char **argv) {
  ros::init(argc, argv, "camera", ros::init_options::AnonymousName);
  ros::NodeHandle node;
  ros::Publisher images = node.advertise<sensor_msgs::Image>("camera", 2);
  sensor_msgs::Image image;
  image.width = image.height = 1024;
  image.step = 1024;
  image.encoding = "mono8";
  image.data.assign(1 << 20, 7);
  ros::AsyncSpinner spinner(1);
  spinner.start();
  ros::WallTime end = ros::WallTime::now() + ros::WallDuration(argc > 1 ? atof(argv[1]) : 60);
  while (ros::ok() && ros::WallTime::now() < end) {
    image.header.seq++;
    image.header.stamp = ros::Time::now();
    if (images.getNumSubscribers() > 0) images.publish(image);
    usleep(images.getNumSubscribers() > 0 ? 200 : 20000);
  }
}
